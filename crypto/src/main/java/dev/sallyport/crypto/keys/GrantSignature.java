package dev.sallyport.crypto.keys;

import dev.sallyport.crypto.codec.TranscriptWriter;
import dev.sallyport.crypto.pq.SigningKey;
import dev.sallyport.crypto.pq.VerificationKey;

/**
 * The vault's word for a grant: its sealing key signs {@code LP("hce1/grant") || LP(kind) || LP(grant bytes)} over the
 * exact bytes that travel, which the reader parses only after the signature held.
 */
public final class GrantSignature {
    private static final String LABEL = "hce1/grant";

    private GrantSignature() {}

    public static byte[] sign(SigningKey sealer, String kind, byte[] grant) {
        return sealer.sign(message(kind, grant));
    }

    public static boolean verify(VerificationKey sealer, String kind, byte[] grant, byte[] signature) {
        return sealer.verify(message(kind, grant), signature);
    }

    private static byte[] message(String kind, byte[] grant) {
        return new TranscriptWriter(grant.length + 64)
                .lp(LABEL)
                .lp(kind)
                .lp(grant)
                .toByteArray();
    }
}
