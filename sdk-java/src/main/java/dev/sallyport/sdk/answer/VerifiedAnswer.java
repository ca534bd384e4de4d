package dev.sallyport.sdk.answer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.sdk.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * An answer that was verified and opened. Only {@link Encryption} makes one, so whoever holds one holds something that
 * the proxy signed for this client. Immutable.
 */
public final class VerifiedAnswer {

    private final Signed signed;
    private final byte[] plaintext;
    private final byte[] envelope;

    /** What the signature covers besides the content. */
    record Signed(
            TenantId tenant,
            IntegrationId integration,
            String operation,
            AuditEventId auditEventId,
            SigningKeyId signingKeyId,
            Instant issuedAt,
            boolean refused,
            byte[] auditLeaf) {}

    /** Takes the arrays over. */
    VerifiedAnswer(Signed signed, byte[] plaintext, byte[] envelope) {
        this.signed = signed;
        this.plaintext = plaintext;
        this.envelope = envelope;
    }

    /** Whether the proxy refused the operation; {@link #json()} is a problem document then. */
    public boolean refused() {
        return signed.refused();
    }

    /** The content, as it was sealed: UTF-8 JSON. */
    public byte[] plaintext() {
        return plaintext.clone();
    }

    /** The content. */
    public JsonNode json() {
        try {
            return Json.read(plaintext);
        } catch (IOException e) {
            throw new UncheckedIOException("the proxy signed an answer that is not JSON", e);
        }
    }

    /** The envelope exactly as it came, to be kept as evidence. */
    public byte[] envelope() {
        return envelope.clone();
    }

    /** Whose answer it is. */
    public TenantId tenantId() {
        return signed.tenant();
    }

    /** Where the operation ran, or would have run. */
    public IntegrationId integrationId() {
        return signed.integration();
    }

    /** What was asked for. */
    public String operation() {
        return signed.operation();
    }

    /** The call's event in the audit log. */
    public AuditEventId auditEventId() {
        return signed.auditEventId();
    }

    /** The hash of the call's audit record, which the proxy promised to log: 32 bytes. */
    public byte[] auditLeaf() {
        return signed.auditLeaf().clone();
    }

    /** The key that signed, itself delegated by the pinned root key. */
    public SigningKeyId signingKeyId() {
        return signed.signingKeyId();
    }

    /** When it was signed. */
    public Instant issuedAt() {
        return signed.issuedAt();
    }

    /** No content. */
    @Override
    public String toString() {
        return "VerifiedAnswer[" + operation() + ", " + auditEventId() + ", " + plaintext.length + " bytes]";
    }
}
