package dev.sallyport.crypto.envelope;

import dev.sallyport.crypto.aead.AesGcm;
import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.codec.TranscriptWriter;
import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.TenantId;
import java.util.Arrays;

/** Kenc and key_commitment of one envelope. Close zeroes the key. */
final class ResponseKeys implements AutoCloseable {
    private final byte[] encryptionKey;
    private final byte[] commitment;

    private ResponseKeys(byte[] encryptionKey, byte[] commitment) {
        this.encryptionKey = encryptionKey;
        this.commitment = commitment;
    }

    static ResponseKeys derive(
            byte[] sharedSecret,
            TenantId tenantId,
            KemKeyId kemKeyId,
            byte[] publicKeyHash,
            byte[] kemHash,
            AuditEventId auditEventId,
            byte[] requestNonce) {
        byte[] info = info(tenantId, kemKeyId, publicKeyHash, kemHash, auditEventId, requestNonce);
        byte[] output = Hashes.hkdfSha512(sharedSecret, info, AesGcm.KEY_BYTES + Encrypted.COMMITMENT_BYTES);
        ResponseKeys keys = new ResponseKeys(
                Arrays.copyOf(output, AesGcm.KEY_BYTES), Arrays.copyOfRange(output, AesGcm.KEY_BYTES, output.length));
        Arrays.fill(output, (byte) 0);
        return keys;
    }

    static byte[] info(
            TenantId tenantId,
            KemKeyId kemKeyId,
            byte[] publicKeyHash,
            byte[] kemHash,
            AuditEventId auditEventId,
            byte[] requestNonce) {
        return new TranscriptWriter()
                .lp("hce1/response/key")
                .lp(EnvelopeText.SUITE)
                .lp(tenantId)
                .lp(kemKeyId)
                .lp(publicKeyHash)
                .lp(kemHash)
                .lp(auditEventId)
                .lp(requestNonce)
                .toByteArray();
    }

    byte[] encryptionKey() {
        return encryptionKey;
    }

    byte[] commitment() {
        return commitment;
    }

    @Override
    public void close() {
        Arrays.fill(encryptionKey, (byte) 0);
    }
}
