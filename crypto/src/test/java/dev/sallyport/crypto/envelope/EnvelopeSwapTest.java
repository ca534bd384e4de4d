package dev.sallyport.crypto.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.envelope.EnvelopeRefused.Step;
import dev.sallyport.crypto.fixture.EnvelopeWorld;
import dev.sallyport.crypto.fixture.Seeds;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.keys.TrustedSigner;
import dev.sallyport.crypto.pq.PostQuantum;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** C5: an envelope of another tenant, request, time or key is refused; a member from another envelope too. */
class EnvelopeSwapTest {
    private static final long FIVE_MINUTES = 300_000;

    private final PostQuantum postQuantum = PostQuantum.pinned("bc");
    private final EnvelopeWorld world = new EnvelopeWorld(postQuantum);
    private final Envelope envelope = world.seal(new byte[] {1});

    @Test
    void another_tenants_envelope_is_refused_even_under_shared_keys() {
        EnvelopeVerifier other = world.verifier(TenantId.of("ten_B"), world.signer(), world.hmacKey, EnvelopeWorld.NOW);
        refused(Step.KEYS, () -> other.verify(envelope, world.expectation()));
    }

    @Test
    void the_answer_to_another_request_is_refused() {
        refused(
                Step.BINDING,
                () -> world.verifier().verify(envelope, Expectation.thisCall(Seeds.bytes(16, 2), world.requestDigest)));
        byte[] otherDigest = RequestDigest.of("POST", "/api/v2/proxy/outbound?x", new byte[0]);
        refused(
                Step.BINDING,
                () -> world.verifier().verify(envelope, Expectation.thisCall(world.requestNonce, otherDigest)));
    }

    @Test
    void an_answer_older_or_newer_than_five_minutes_is_refused() {
        long now = EnvelopeWorld.NOW;
        for (long good : new long[] {now, now - FIVE_MINUTES, now + FIVE_MINUTES}) {
            assertThatCode(() -> world.verifierAt(good).verify(envelope, world.expectation()))
                    .doesNotThrowAnyException();
        }
        for (long bad : new long[] {now - FIVE_MINUTES - 1, now + FIVE_MINUTES + 1, 0}) {
            refused(Step.BINDING, () -> world.verifierAt(bad).verify(envelope, world.expectation()));
        }
    }

    @Test
    void a_signing_key_outside_its_time_or_for_another_purpose_is_refused() {
        TrustedSigner signer = world.signer();
        for (TrustedSigner outside : List.of(
                new TrustedSigner(signer.key(), signer.notBeforeMillis(), signer.notAfterMillis(), "vault"),
                new TrustedSigner(signer.key(), EnvelopeWorld.NOW + 1, EnvelopeWorld.NOW + 2),
                new TrustedSigner(signer.key(), 0, EnvelopeWorld.NOW - 1))) {
            EnvelopeVerifier verifier = world.verifier(world.tenant, outside, world.hmacKey, EnvelopeWorld.NOW);
            refused(Step.KEYS, () -> verifier.verify(envelope, world.expectation()));
        }
    }

    @Test
    void an_envelope_of_an_unknown_key_is_refused() {
        TrustedSigner other = new TrustedSigner(
                postQuantum.verificationKey(SigningKeyId.of("sk_B"), world.signingKey.publicKeyBytes()),
                0,
                Long.MAX_VALUE);
        refused(
                Step.KEYS,
                () -> world.verifier(world.tenant, other, world.hmacKey, EnvelopeWorld.NOW)
                        .verify(envelope, world.expectation()));
        refused(
                Step.KEYS,
                () -> world.verifier(world.tenant, world.signer(), EnvelopeWorld.hmacKey("hk_B", 5), EnvelopeWorld.NOW)
                        .verify(envelope, world.expectation()));
        VerifiedEnvelope verified = world.verifier().verify(envelope, world.expectation());
        refused(
                Step.DECRYPT,
                () -> new EnvelopeOpener(Map.of(world.kemKeyId, postQuantum.kemPrivateKey(Seeds.kem(77))))
                        .open(verified));
        refused(Step.KEYS, () -> new EnvelopeOpener(Map.of(KemKeyId.of("kk_B"), world.clientKey)).open(verified));
    }

    @Test
    void one_good_check_of_two_is_refused() {
        TrustedSigner wrongKey = new TrustedSigner(
                postQuantum.verificationKey(
                        world.signingKey.id(),
                        postQuantum
                                .signingKey(world.signingKey.id(), Seeds.signing(99))
                                .publicKeyBytes()),
                0,
                Long.MAX_VALUE);
        refused(
                Step.SIGNATURES,
                () -> world.verifier(world.tenant, wrongKey, world.hmacKey, EnvelopeWorld.NOW)
                        .verify(envelope, world.expectation()));
        refused(
                Step.SIGNATURES,
                () -> world.verifier(world.tenant, world.signer(), EnvelopeWorld.hmacKey("hk_A", 6), EnvelopeWorld.NOW)
                        .verify(envelope, world.expectation()));
    }

    @Test
    void a_closed_hmac_key_refuses_and_does_not_throw_before_the_signature_is_checked() {
        HmacKey closed = EnvelopeWorld.hmacKey("hk_A", 5);
        closed.close();
        refused(
                Step.SIGNATURES,
                () -> world.verifier(world.tenant, world.signer(), closed, EnvelopeWorld.NOW)
                        .verify(envelope, world.expectation()));
    }

    @Test
    void parts_of_two_good_envelopes_make_no_good_envelope() {
        Envelope other = world.seal(new byte[] {2});
        for (Envelope mixed : List.of(
                new Envelope(other.encrypted(), envelope.signature(), envelope.binding(), envelope.auditEventId()),
                new Envelope(envelope.encrypted(), other.signature(), envelope.binding(), envelope.auditEventId()))) {
            refused(Step.SIGNATURES, () -> world.verifier().verify(mixed, world.expectation()));
        }
    }

    @Test
    void what_was_verified_cannot_be_changed_afterwards() {
        VerifiedEnvelope verified = world.verifier().verify(envelope, world.expectation());
        envelope.encrypted().ciphertextData()[0] ^= 1;
        verified.binding().requestNonce()[0] ^= 1;
        assertThat(world.opener().open(verified).plaintext()).containsExactly(1);
    }

    @Test
    void the_clock_is_the_verifiers_own() {
        EnvelopeVerifier verifier = new EnvelopeVerifier(
                new KeyRing(world.tenant, List.of(world.signer()), List.of(world.hmacKey)),
                () -> Instant.ofEpochMilli(EnvelopeWorld.NOW));
        assertThat(verifier.verify(envelope, world.expectation()).binding().issuedAtMillis())
                .isEqualTo(EnvelopeWorld.NOW);
    }

    private static void refused(Step step, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        EnvelopeRefused.class, e -> assertThat(e.step()).isEqualTo(step))
                .hasMessage("envelope refused");
    }
}
