package dev.sallyport.crypto.envelope;

import dev.sallyport.crypto.aead.AesGcm;
import dev.sallyport.crypto.codec.AsciiJson;
import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.codec.StrictBase64;
import dev.sallyport.crypto.codec.StrictJson;
import dev.sallyport.crypto.envelope.EnvelopeRefused.Step;
import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.crypto.id.HmacKeyId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.pq.PqSizes;

/**
 * The JSON form: a strict reader, step a of the format, and a writer without intermediate text. Unknown members are
 * ignored, and not authenticated; duplicate ones are refused.
 */
public final class EnvelopeJson {
    /** Longest text read: 8 MiB of plaintext in base64 and the rest. */
    public static final int MAX_TEXT_BYTES = StrictBase64.encodedLength(Encrypted.MAX_DATA_BYTES) + 64 * 1024;

    private EnvelopeJson() {}

    /** Throws {@link EnvelopeRefused} for everything that is not exactly an envelope of version 1. */
    public static Envelope read(byte[] json) {
        if (json.length > MAX_TEXT_BYTES) {
            throw new EnvelopeRefused(Step.PARSE);
        }
        try {
            JsonObject root = StrictJson.parseObject(json);
            if (!root.bool("success") || root.integer("version") != EnvelopeText.VERSION) {
                throw new EnvelopeRefused(Step.PARSE);
            }
            return new Envelope(
                    encrypted(root.object("encrypted")),
                    signature(root.object("signature")),
                    binding(root.object("binding")),
                    AuditEventId.of(root.text("audit_event_id")));
        } catch (IllegalArgumentException e) {
            throw new EnvelopeRefused(Step.PARSE);
        }
    }

    private static Encrypted encrypted(JsonObject part) {
        requireText(part, "algorithm", EnvelopeText.KEM_ALGORITHM);
        requireText(part, "suite", EnvelopeText.SUITE);
        return new Encrypted(
                part.bytes("ciphertext_kem", PqSizes.KEM_CIPHERTEXT),
                part.bytes("ciphertext_data"),
                part.bytes("nonce", AesGcm.NONCE_BYTES),
                TenantId.of(part.text("tenant_id")),
                part.bytes("key_commitment", Encrypted.COMMITMENT_BYTES),
                KemKeyId.of(part.text("kem_key_id")),
                part.text("content_type"));
    }

    private static Signatures signature(JsonObject part) {
        requireText(part, "algorithm", EnvelopeText.SIGNATURE_ALGORITHM);
        return new Signatures(
                part.bytes("pqc_signature", PqSizes.SIGNATURE),
                part.bytes("hmac_signature", Hashes.SHA512_BYTES),
                TenantId.of(part.text("tenant_id")),
                SigningKeyId.of(part.text("signing_key_id")),
                HmacKeyId.of(part.text("hmac_key_id")));
    }

    private static Binding binding(JsonObject part) {
        return new Binding(
                IntegrationId.of(part.text("integration_id")),
                part.text("operation"),
                part.bytes("request_nonce"),
                part.bytes("request_digest", Hashes.SHA512_BYTES),
                part.integer("issued_at"),
                AnswerStatus.of(part.integer("status")),
                part.bytes("audit_leaf", Binding.AUDIT_LEAF_BYTES));
    }

    private static void requireText(JsonObject part, String name, String expected) {
        if (!part.text(name).equals(expected)) {
            throw new MalformedException("unknown " + name);
        }
    }

    /** Writes the members in the order of the format, without white space. */
    public static byte[] write(Envelope envelope) {
        Encrypted encrypted = envelope.encrypted();
        Signatures signature = envelope.signature();
        Binding binding = envelope.binding();
        return new AsciiJson(StrictBase64.encodedLength(encrypted.ciphertextData().length) + 8192)
                .raw("{\"success\":true,\"version\":1,\"encrypted\":{\"ciphertext_kem\":\"")
                .base64(encrypted.ciphertextKem())
                .raw("\",\"ciphertext_data\":\"")
                .base64(encrypted.ciphertextData())
                .raw("\",\"nonce\":\"")
                .base64(encrypted.nonce())
                .raw("\",\"tenant_id\":\"")
                .raw(encrypted.tenantId().value())
                .raw("\",\"algorithm\":\"" + EnvelopeText.KEM_ALGORITHM + "\",\"suite\":\"" + EnvelopeText.SUITE
                        + "\",\"key_commitment\":\"")
                .base64(encrypted.keyCommitment())
                .raw("\",\"kem_key_id\":\"")
                .raw(encrypted.kemKeyId().value())
                .raw("\",\"content_type\":\"")
                .raw(encrypted.contentType())
                .raw("\"},\"signature\":{\"pqc_signature\":\"")
                .base64(signature.pqcSignature())
                .raw("\",\"hmac_signature\":\"")
                .base64(signature.hmacSignature())
                .raw("\",\"tenant_id\":\"")
                .raw(signature.tenantId().value())
                .raw("\",\"algorithm\":\"" + EnvelopeText.SIGNATURE_ALGORITHM + "\",\"signing_key_id\":\"")
                .raw(signature.signingKeyId().value())
                .raw("\",\"hmac_key_id\":\"")
                .raw(signature.hmacKeyId().value())
                .raw("\"},\"binding\":{\"integration_id\":\"")
                .raw(binding.integrationId().value())
                .raw("\",\"operation\":\"")
                .raw(binding.operation())
                .raw("\",\"request_nonce\":\"")
                .base64(binding.requestNonce())
                .raw("\",\"request_digest\":\"")
                .base64(binding.requestDigest())
                .raw("\",\"issued_at\":")
                .raw(Long.toString(binding.issuedAtMillis()))
                .raw(",\"status\":")
                .raw(Integer.toString(binding.status().code()))
                .raw(",\"audit_leaf\":\"")
                .base64(binding.auditLeaf())
                .raw("\"},\"audit_event_id\":\"")
                .raw(envelope.auditEventId().value())
                .raw("\"}")
                .toByteArray();
    }
}
