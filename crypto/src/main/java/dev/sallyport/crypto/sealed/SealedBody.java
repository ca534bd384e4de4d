package dev.sallyport.crypto.sealed;

import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.codec.TranscriptWriter;
import dev.sallyport.crypto.id.SigningKeyId;

/** The part of a record that slots do not touch. Its arrays are never changed. */
record SealedBody(byte[] nonce, byte[] commitment, byte[] ciphertext, SigningKeyId sealerKeyId, byte[] signature) {
    /** What the vault's sealing key signs. */
    static byte[] signed(byte[] headerTranscript, byte[] nonce, byte[] commitment, byte[] ciphertext) {
        return new TranscriptWriter()
                .lp("hce1/vault/sig")
                .raw(headerTranscript)
                .lp(nonce)
                .lp(commitment)
                .u64(ciphertext.length)
                .raw(Hashes.sha512(ciphertext))
                .toByteArray();
    }

    byte[] signed(byte[] headerTranscript) {
        return signed(headerTranscript, nonce, commitment, ciphertext);
    }
}
