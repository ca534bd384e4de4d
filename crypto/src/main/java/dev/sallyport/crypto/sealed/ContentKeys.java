package dev.sallyport.crypto.sealed;

import dev.sallyport.crypto.aead.AesGcm;
import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.codec.TranscriptWriter;
import java.util.Arrays;

/** What a content key gives: the body's key and the commitment to it. Close zeroes the key. */
final class ContentKeys implements AutoCloseable {
    static final int COMMITMENT_BYTES = 32;

    private final byte[] bodyKey;
    private final byte[] commitment;

    private ContentKeys(byte[] bodyKey, byte[] commitment) {
        this.bodyKey = bodyKey;
        this.commitment = commitment;
    }

    static ContentKeys derive(byte[] contentKey, byte[] headerTranscript) {
        byte[] info = new TranscriptWriter()
                .lp("hce1/vault/body")
                .raw(headerTranscript)
                .toByteArray();
        byte[] output = Hashes.hkdfSha512(contentKey, info, AesGcm.KEY_BYTES + COMMITMENT_BYTES);
        ContentKeys keys = new ContentKeys(
                Arrays.copyOf(output, AesGcm.KEY_BYTES), Arrays.copyOfRange(output, AesGcm.KEY_BYTES, output.length));
        Arrays.fill(output, (byte) 0);
        return keys;
    }

    byte[] bodyKey() {
        return bodyKey;
    }

    byte[] commitment() {
        return commitment;
    }

    @Override
    public void close() {
        Arrays.fill(bodyKey, (byte) 0);
    }
}
