package dev.sallyport.crypto.envelope;

import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.codec.TranscriptWriter;
import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.crypto.id.HmacKeyId;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.id.TenantId;

/** The bytes that are authenticated: HDR before encryption, and the messages of both signatures after it. */
final class Transcript {
    private static final int CAPACITY = 1536;

    private Transcript() {}

    /** HDR. */
    static byte[] header(
            TenantId tenantId,
            AuditEventId auditEventId,
            Binding binding,
            String contentType,
            KemKeyId kemKeyId,
            SigningKeyId signingKeyId,
            HmacKeyId hmacKeyId,
            byte[] kemHash,
            byte[] nonce,
            byte[] commitment) {
        return new TranscriptWriter(CAPACITY)
                .lp("hce1/response")
                .lp(EnvelopeText.SUITE)
                .lp(tenantId)
                .lp(auditEventId)
                .lp(binding.integrationId())
                .lp(binding.operation())
                .lp(binding.requestNonce())
                .lp(binding.requestDigest())
                .u64(binding.issuedAtMillis())
                .u8(binding.status().code())
                .lp(binding.auditLeaf())
                .lp(contentType)
                .lp(kemKeyId)
                .lp(signingKeyId)
                .lp(hmacKeyId)
                .lp(kemHash)
                .lp(nonce)
                .lp(commitment)
                .toByteArray();
    }

    static byte[] header(Envelope envelope) {
        Encrypted encrypted = envelope.encrypted();
        Signatures signature = envelope.signature();
        return header(
                encrypted.tenantId(),
                envelope.auditEventId(),
                envelope.binding(),
                encrypted.contentType(),
                encrypted.kemKeyId(),
                signature.signingKeyId(),
                signature.hmacKeyId(),
                Hashes.sha512(encrypted.ciphertextKem()),
                encrypted.nonce(),
                encrypted.keyCommitment());
    }

    /** {@code LP("hce1/sig") || T}. */
    static byte[] signed(byte[] header, byte[] data, byte[] dataHash) {
        return labelled("hce1/sig", header, data, dataHash);
    }

    /** {@code LP("hce1/mac") || T}. */
    static byte[] tagged(byte[] header, byte[] data, byte[] dataHash) {
        return labelled("hce1/mac", header, data, dataHash);
    }

    private static byte[] labelled(String label, byte[] header, byte[] data, byte[] dataHash) {
        return new TranscriptWriter(header.length + 128)
                .lp(label)
                .raw(header)
                .u64(data.length)
                .raw(dataHash)
                .toByteArray();
    }
}
