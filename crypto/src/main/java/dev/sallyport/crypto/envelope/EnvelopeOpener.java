package dev.sallyport.crypto.envelope;

import dev.sallyport.crypto.aead.AeadFailure;
import dev.sallyport.crypto.aead.AesGcm;
import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.envelope.EnvelopeRefused.Step;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.pq.KemPrivateKey;
import dev.sallyport.crypto.secret.Secret;
import java.util.Map;

/** Step e of the format: decrypts what was verified. Lives where the client's ML-KEM seed lives. Thread safe. */
public final class EnvelopeOpener {
    private final Map<KemKeyId, KemPrivateKey> keys;

    /** The keys stay the caller's to close. */
    public EnvelopeOpener(Map<KemKeyId, KemPrivateKey> keys) {
        this.keys = Map.copyOf(keys);
    }

    /** Throws {@link EnvelopeRefused} where the envelope is for a key that is not held here, or does not decrypt. */
    public OpenedAnswer open(VerifiedEnvelope verified) {
        Envelope envelope = verified.envelope();
        Encrypted encrypted = envelope.encrypted();
        KemPrivateKey key = keys.get(encrypted.kemKeyId());
        if (key == null) {
            throw new EnvelopeRefused(Step.KEYS);
        }
        byte[] plaintext;
        try (Secret shared = key.decapsulate(encrypted.ciphertextKem());
                ResponseKeys derived = shared.reveal(ss -> derive(ss, envelope, key))) {
            if (!Hashes.constantTimeEquals(derived.commitment(), encrypted.keyCommitment())) {
                throw new EnvelopeRefused(Step.DECRYPT);
            }
            plaintext = AesGcm.open(
                    derived.encryptionKey(), encrypted.nonce(), encrypted.ciphertextData(), verified.header());
        } catch (AeadFailure | IllegalArgumentException | IllegalStateException e) {
            throw new EnvelopeRefused(Step.DECRYPT);
        }
        return new OpenedAnswer(verified.binding(), envelope.auditEventId(), encrypted.contentType(), plaintext);
    }

    private static ResponseKeys derive(byte[] sharedSecret, Envelope envelope, KemPrivateKey key) {
        Encrypted encrypted = envelope.encrypted();
        return ResponseKeys.derive(
                sharedSecret,
                encrypted.tenantId(),
                encrypted.kemKeyId(),
                key.publicKey().sha512(),
                Hashes.sha512(encrypted.ciphertextKem()),
                envelope.auditEventId(),
                envelope.binding().requestNonce());
    }
}
