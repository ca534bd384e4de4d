package dev.sallyport.crypto.envelope;

import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.envelope.EnvelopeRefused.Step;
import dev.sallyport.crypto.keys.TrustedSigner;
import java.time.InstantSource;

/** Steps b to d of the format; the only maker of {@link VerifiedEnvelope}. Thread safe. */
public final class EnvelopeVerifier {
    private final KeyRing keys;
    private final InstantSource clock;

    public EnvelopeVerifier(KeyRing keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** Verifies a private copy, so that nothing can change between check and use; throws {@link EnvelopeRefused}. */
    public VerifiedEnvelope verify(Envelope received, Expectation expectation) {
        Envelope envelope = received.copy();
        requireTenant(envelope);
        TrustedSigner signer = requireSigner(envelope);
        HmacKey hmacKey = requireHmacKey(envelope);
        if (!expectation.fits(envelope.binding(), clock.millis())) {
            throw new EnvelopeRefused(Step.BINDING);
        }
        byte[] header = Transcript.header(envelope);
        byte[] data = envelope.encrypted().ciphertextData();
        byte[] dataHash = Hashes.sha512(data);
        boolean signed = signer.key()
                .verify(
                        Transcript.signed(header, data, dataHash),
                        envelope.signature().pqcSignature());
        boolean tagged = isTagged(hmacKey, Transcript.tagged(header, data, dataHash), envelope);
        // Both are computed whatever the first says, and joined without a short cut.
        if (!(signed & tagged)) {
            throw new EnvelopeRefused(Step.SIGNATURES);
        }
        return new VerifiedEnvelope(envelope, header);
    }

    private void requireTenant(Envelope envelope) {
        if (!envelope.encrypted().tenantId().equals(keys.tenantId())
                || !envelope.signature().tenantId().equals(keys.tenantId())) {
            throw new EnvelopeRefused(Step.KEYS);
        }
    }

    private TrustedSigner requireSigner(Envelope envelope) {
        TrustedSigner signer = keys.signer(envelope.signature().signingKeyId());
        if (signer == null || !signer.isValidAt(envelope.binding().issuedAtMillis())) {
            throw new EnvelopeRefused(Step.KEYS);
        }
        return signer;
    }

    private HmacKey requireHmacKey(Envelope envelope) {
        HmacKey key = keys.hmacKey(envelope.signature().hmacKeyId());
        if (key == null) {
            throw new EnvelopeRefused(Step.KEYS);
        }
        return key;
    }

    private static boolean isTagged(HmacKey key, byte[] message, Envelope envelope) {
        try {
            return Hashes.constantTimeEquals(
                    key.mac(message), envelope.signature().hmacSignature());
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
