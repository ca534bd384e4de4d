package dev.sallyport.sdk.answer;

import dev.sallyport.crypto.envelope.RequestDigest;

/**
 * What a call sent, which its answer must repeat: the nonce, and the digest of method, path and body.
 *
 * @param nonce 16 to 64 bytes
 * @param digest 64 bytes
 */
public record SentRequest(byte[] nonce, byte[] digest) {

    /** Keeps its own copies. */
    public SentRequest {
        nonce = nonce.clone();
        digest = digest.clone();
    }

    /** For a request with exactly these bytes. */
    public static SentRequest of(byte[] nonce, String method, String pathAndQuery, byte[] body) {
        return new SentRequest(nonce, RequestDigest.of(method, pathAndQuery, body));
    }

    @Override
    public byte[] nonce() {
        return nonce.clone();
    }

    @Override
    public byte[] digest() {
        return digest.clone();
    }
}
