package dev.sallyport.crypto.envelope;

import dev.sallyport.crypto.aead.AesGcm;
import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.crypto.pq.Encapsulation;
import dev.sallyport.crypto.pq.SigningKey;
import java.security.SecureRandom;
import java.util.Arrays;

/** Seals answers. Lives in the proxy with the response signing key. Pure computation, thread safe. */
public final class EnvelopeSealer {
    private final SigningKey signingKey;
    private final SecureRandom random;

    public EnvelopeSealer(SigningKey signingKey) {
        this(signingKey, new SecureRandom());
    }

    EnvelopeSealer(SigningKey signingKey, SecureRandom random) {
        this.signingKey = signingKey;
        this.random = random;
    }

    /**
     * Seals one answer for one recipient. The plaintext array is zeroed before this returns or throws; throws {@link
     * IllegalArgumentException} above 8 MiB of it.
     */
    public Envelope seal(
            Recipient recipient, AuditEventId auditEventId, Binding binding, String contentType, byte[] plaintext) {
        try (Encapsulation kem = recipient.kemPublicKey().encapsulate()) {
            requireAllowed(contentType, plaintext);
            byte[] kemHash = Hashes.sha512(kem.ciphertext());
            try (ResponseKeys keys = keys(recipient, auditEventId, binding, kem, kemHash)) {
                byte[] nonce = new byte[AesGcm.NONCE_BYTES];
                random.nextBytes(nonce);
                byte[] header = header(recipient, auditEventId, binding, contentType, kemHash, nonce, keys);
                byte[] data = AesGcm.seal(keys.encryptionKey(), nonce, plaintext, header);
                Encrypted encrypted = new Encrypted(
                        kem.ciphertext(),
                        data,
                        nonce,
                        recipient.tenantId(),
                        keys.commitment(),
                        recipient.kemKeyId(),
                        contentType);
                return new Envelope(encrypted, sign(recipient, header, data), binding, auditEventId);
            }
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    private static void requireAllowed(String contentType, byte[] plaintext) {
        if (plaintext.length > Encrypted.MAX_DATA_BYTES - AesGcm.TAG_BYTES
                || !EnvelopeText.isContentType(contentType)) {
            throw new IllegalArgumentException("answer above 8 MiB, or with a content type that is none");
        }
    }

    private static ResponseKeys keys(
            Recipient recipient, AuditEventId auditEventId, Binding binding, Encapsulation kem, byte[] kemHash) {
        return ResponseKeys.derive(
                kem.sharedSecret(),
                recipient.tenantId(),
                recipient.kemKeyId(),
                recipient.kemPublicKey().sha512(),
                kemHash,
                auditEventId,
                binding.requestNonce());
    }

    private byte[] header(
            Recipient recipient,
            AuditEventId auditEventId,
            Binding binding,
            String contentType,
            byte[] kemHash,
            byte[] nonce,
            ResponseKeys keys) {
        return Transcript.header(
                recipient.tenantId(),
                auditEventId,
                binding,
                contentType,
                recipient.kemKeyId(),
                signingKey.id(),
                recipient.hmacKey().id(),
                kemHash,
                nonce,
                keys.commitment());
    }

    private Signatures sign(Recipient recipient, byte[] header, byte[] data) {
        byte[] dataHash = Hashes.sha512(data);
        return new Signatures(
                signingKey.sign(Transcript.signed(header, data, dataHash)),
                recipient.hmacKey().mac(Transcript.tagged(header, data, dataHash)),
                recipient.tenantId(),
                signingKey.id(),
                recipient.hmacKey().id());
    }
}
