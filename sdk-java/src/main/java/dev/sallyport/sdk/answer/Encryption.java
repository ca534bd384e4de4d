package dev.sallyport.sdk.answer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.crypto.envelope.Binding;
import dev.sallyport.crypto.envelope.Envelope;
import dev.sallyport.crypto.envelope.EnvelopeOpener;
import dev.sallyport.crypto.envelope.EnvelopeRefused;
import dev.sallyport.crypto.envelope.EnvelopeVerifier;
import dev.sallyport.crypto.envelope.Expectation;
import dev.sallyport.crypto.envelope.HmacKey;
import dev.sallyport.crypto.envelope.KeyRing;
import dev.sallyport.crypto.envelope.OpenedAnswer;
import dev.sallyport.crypto.envelope.VerifiedEnvelope;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.keys.TrustedSigner;
import dev.sallyport.crypto.pq.KemPrivateKey;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.sdk.keys.SigningKeys;
import dev.sallyport.sdk.problem.EnvelopeRefusedException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Verifies and opens envelopes. The steps, in this order: a strict parse; tenant and key ids, the signing key out of the
 * pinned set; what the answer is the answer to, and when; the ML-DSA signature and the HMAC, both always computed;
 * decapsulation, commitment and decryption. Whatever fails, nothing is handed out. Safe for use by several threads.
 */
public final class Encryption implements AutoCloseable {

    private static final Duration FRESH = Duration.ofMinutes(5);

    private final TenantId tenant;
    private final SigningKeys signingKeys;
    private final Clock clock;
    private final HmacKey hmacKey;
    private final KemPrivateKey kemKey;
    private final EnvelopeOpener opener;

    /** For {@code SallyportClient}: takes {@code identity} over and closes it with this. */
    public Encryption(ClientIdentity identity, SigningKeys signingKeys, PostQuantum backends, Clock clock) {
        this.tenant = identity.tenant();
        this.signingKeys = signingKeys;
        this.clock = clock;
        this.hmacKey = new HmacKey(identity.hmacKeyId(), identity.hmacSecret());
        this.kemKey = backends.kemPrivateKey(identity.kemSeed());
        this.opener = new EnvelopeOpener(Map.of(identity.kemKeyId(), kemKey));
        identity.kemSeed().close();
    }

    /**
     * Verifies and opens an envelope that is at most five minutes old. Which call it answers is not known here: pass
     * what was sent, where you have it.
     *
     * @throws EnvelopeRefusedException for whatever reason it is not to be believed
     */
    public VerifiedAnswer decrypt(String envelopeJson) {
        return decrypt(envelopeJson, FRESH);
    }

    /** The same for an envelope that is at most {@code maxAge} old. */
    public VerifiedAnswer decrypt(String envelopeJson, Duration maxAge) {
        return open(envelopeJson.getBytes(UTF_8), Expectation.stored(), maxAge);
    }

    /** The same for the answer to {@code sent}: its nonce, its digest, and at most five minutes old. */
    public VerifiedAnswer open(byte[] envelopeJson, SentRequest sent) {
        return open(envelopeJson, Expectation.thisCall(sent.nonce(), sent.digest()), FRESH);
    }

    /** The same for a kept answer that is at most {@code maxAge} old. */
    public VerifiedAnswer open(byte[] envelopeJson, SentRequest sent, Duration maxAge) {
        return open(envelopeJson, Expectation.keptAnswer(sent.nonce(), sent.digest()), maxAge);
    }

    private VerifiedAnswer open(byte[] json, Expectation expectation, Duration maxAge) {
        try {
            Envelope envelope = Envelope.parse(json);
            SigningKeyId signedBy = envelope.signature().signingKeyId();
            VerifiedEnvelope verified = new EnvelopeVerifier(keyRing(signedBy), clock).verify(envelope, expectation);
            requireFresh(verified.binding(), maxAge);
            return answer(opener.open(verified), signedBy, json);
        } catch (EnvelopeRefused e) {
            throw new EnvelopeRefusedException("step " + e.step(), e);
        }
    }

    private KeyRing keyRing(SigningKeyId id) {
        TrustedSigner signer = signingKeys
                .find(id)
                .orElseThrow(() -> new EnvelopeRefusedException("no signing key that the root key vouches for", null));
        return new KeyRing(tenant, List.of(signer), List.of(hmacKey));
    }

    private void requireFresh(Binding binding, Duration maxAge) {
        long age = clock.millis() - binding.issuedAtMillis();
        if (age > maxAge.toMillis() || age < -FRESH.toMillis()) {
            throw new EnvelopeRefusedException("issued too long ago, or in the future", null);
        }
    }

    private VerifiedAnswer answer(OpenedAnswer opened, SigningKeyId signedBy, byte[] json) {
        Binding binding = opened.binding();
        return new VerifiedAnswer(
                new VerifiedAnswer.Signed(
                        tenant,
                        binding.integrationId(),
                        binding.operation(),
                        opened.auditEventId(),
                        signedBy,
                        Instant.ofEpochMilli(binding.issuedAtMillis()),
                        opened.isProblem(),
                        binding.auditLeaf()),
                opened.plaintext(),
                json.clone());
    }

    /** Wipes the keys. */
    @Override
    public void close() {
        hmacKey.close();
        kemKey.close();
    }
}
