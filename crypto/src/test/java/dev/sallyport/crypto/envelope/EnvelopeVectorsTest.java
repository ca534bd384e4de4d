package dev.sallyport.crypto.envelope;

import static dev.sallyport.crypto.fixture.VectorFile.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.fixture.EnvelopeNegatives;
import dev.sallyport.crypto.fixture.EnvelopeNegatives.Negative;
import dev.sallyport.crypto.fixture.ReplayRandom;
import dev.sallyport.crypto.fixture.Seeds;
import dev.sallyport.crypto.fixture.VectorFile;
import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.crypto.id.HmacKeyId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.keys.TrustedSigner;
import dev.sallyport.crypto.pq.FixedPostQuantum;
import dev.sallyport.crypto.pq.KemPrivateKey;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.SigningKey;
import dev.sallyport.crypto.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Makes docs/vectors/envelope.json anew: everything that is random in life is fixed here. */
class EnvelopeVectorsTest {
    private static final TenantId TENANT = TenantId.of("ten_01VECTOR");
    private static final KemKeyId KEM = KemKeyId.of("kk_01VECTOR");
    private static final AuditEventId AUDIT = AuditEventId.of("aud_01VECTOR");
    private static final long ISSUED = Instant.parse("2026-01-02T03:04:05.678Z").toEpochMilli();
    private static final byte[] KEM_SEED = counting(64, 0);
    private static final byte[] SIGNING_SEED = counting(32, 100);
    private static final byte[] HMAC_SECRET = counting(64, 150);
    private static final byte[] ENCAPSULATION = Seeds.bytes(32, 0x42);
    private static final byte[] NONCE = counting(12, 200);
    private static final byte[] REQUEST_NONCE = counting(16, 220);
    private static final byte[] REQUEST_BODY =
            "{\"integration_id\":\"int_01VECTOR\",\"operation\":\"query\"}".getBytes(StandardCharsets.UTF_8);
    private static final String TARGET = "/api/v2/proxy/outbound?trace=1";
    private static final byte[] REQUEST_DIGEST = RequestDigest.of("POST", TARGET, REQUEST_BODY);

    private final KemPrivateKey clientKey = postQuantum(ENCAPSULATION).kemPrivateKey(Secret.copyOf(KEM_SEED));
    private final SigningKey signingKey =
            postQuantum(new byte[32]).signingKey(SigningKeyId.of("sk_01VECTOR"), Secret.copyOf(SIGNING_SEED));
    private final HmacKey hmacKey = new HmacKey(HmacKeyId.of("hk_01VECTOR"), Secret.copyOf(HMAC_SECRET));

    @Test
    void the_published_file_is_what_the_code_makes() {
        List<Object> cases = new ArrayList<>();
        cases.add(vector("result", AnswerStatus.RESULT, "{\"rows\":[[\"\u00e4\",1]]}"));
        cases.add(fresh().vector(
                        "problem",
                        AnswerStatus.PROBLEM,
                        "{\"type\":\"about:blank\",\"status\":403,\"code\":\"operation_not_allowed\"}"));
        cases.add(fresh().vector("empty", AnswerStatus.RESULT, ""));
        new VectorFile("envelope.json")
                .publishOrCompare(object(
                        "about",
                        "Response envelope, version 1. See docs/formats.md. Bytes are hexadecimal. "
                                + "The signature is deterministic (rnd = 32 zero bytes) so that it repeats.",
                        "keys",
                        keys(),
                        "request",
                        object(
                                "method",
                                "POST",
                                "path_and_query",
                                TARGET,
                                "body",
                                REQUEST_BODY,
                                "digest",
                                REQUEST_DIGEST),
                        "cases",
                        cases));
    }

    @Test
    void the_published_negatives_are_what_the_code_makes_and_all_are_refused() {
        String envelope = json(AnswerStatus.RESULT, "{\"rows\":[[\"\u00e4\",1]]}");
        List<Object> published = new ArrayList<>();
        EnvelopeVerifier verifier = verifier();
        for (Negative negative : EnvelopeNegatives.of(envelope)) {
            String text = negative.apply(envelope);
            assertThatThrownBy(() -> opener().open(
                                    verifier.verify(Envelope.parse(text.getBytes(StandardCharsets.UTF_8)), thisCall())))
                    .as(negative.name())
                    .isInstanceOf(EnvelopeRefused.class);
            published.add(object("name", negative.name(), "replace", negative.from(), "with", negative.to()));
        }
        assertThat(published).hasSizeGreaterThan(50);
        new VectorFile("envelope-negative.json")
                .publishOrCompare(object(
                        "about",
                        "Each case replaces the first occurrence of one text in the envelope of case 'result' of "
                                + "envelope.json; with the keys and the request of that file every one must be refused.",
                        "cases",
                        published));
    }

    private EnvelopeVectorsTest fresh() {
        return new EnvelopeVectorsTest();
    }

    private Map<String, Object> keys() {
        return object(
                "tenant_id", TENANT.value(),
                "kem_key_id", KEM.value(),
                "kem_seed", KEM_SEED,
                "kem_public_key", clientKey.publicKey().toBytes(),
                "signing_key_id", signingKey.id().value(),
                "signing_seed", SIGNING_SEED,
                "signing_public_key", signingKey.publicKeyBytes(),
                "hmac_key_id", hmacKey.id().value(),
                "hmac_secret", HMAC_SECRET);
    }

    private Map<String, Object> vector(String name, AnswerStatus status, String plaintext) {
        String json = json(status, plaintext);
        Envelope envelope = Envelope.parse(json.getBytes(StandardCharsets.UTF_8));
        OpenedAnswer opened = opener().open(verifier().verify(envelope, thisCall()));
        assertThat(opened.plaintext()).asString(StandardCharsets.UTF_8).isEqualTo(plaintext);
        byte[] header = Transcript.header(envelope);
        byte[] dataHash = Hashes.sha512(envelope.encrypted().ciphertextData());
        byte[] shared =
                clientKey.decapsulate(envelope.encrypted().ciphertextKem()).reveal(byte[]::clone);
        byte[] kemHash = Hashes.sha512(envelope.encrypted().ciphertextKem());
        ResponseKeys derived =
                ResponseKeys.derive(shared, TENANT, KEM, clientKey.publicKey().sha512(), kemHash, AUDIT, REQUEST_NONCE);
        return object(
                "name", name,
                "encapsulation_randomness", ENCAPSULATION,
                "nonce", NONCE,
                "plaintext", plaintext,
                "shared_secret", shared,
                "key_info",
                        ResponseKeys.info(TENANT, KEM, clientKey.publicKey().sha512(), kemHash, AUDIT, REQUEST_NONCE),
                "encryption_key", derived.encryptionKey(),
                "key_commitment", derived.commitment(),
                "header", header,
                "signed_message", Transcript.signed(header, envelope.encrypted().ciphertextData(), dataHash),
                "tagged_message", Transcript.tagged(header, envelope.encrypted().ciphertextData(), dataHash),
                "envelope", json);
    }

    private String json(AnswerStatus status, String plaintext) {
        Binding binding = new Binding(
                IntegrationId.of("int_01VECTOR"),
                "query",
                REQUEST_NONCE,
                REQUEST_DIGEST,
                ISSUED,
                status,
                Seeds.bytes(32, 0x5a));
        Envelope envelope = new EnvelopeSealer(signingKey, new ReplayRandom(NONCE))
                .seal(
                        new Recipient(TENANT, KEM, clientKey.publicKey(), hmacKey),
                        AUDIT,
                        binding,
                        "application/json",
                        plaintext.getBytes(StandardCharsets.UTF_8));
        return new String(envelope.toJson(), StandardCharsets.UTF_8);
    }

    private EnvelopeVerifier verifier() {
        TrustedSigner signer = new TrustedSigner(
                PostQuantum.pinned("bc").verificationKey(signingKey.id(), signingKey.publicKeyBytes()),
                ISSUED - 1,
                ISSUED + 1);
        return new EnvelopeVerifier(
                new KeyRing(TENANT, List.of(signer), List.of(hmacKey)), () -> Instant.ofEpochMilli(ISSUED));
    }

    private EnvelopeOpener opener() {
        return new EnvelopeOpener(Map.of(KEM, clientKey));
    }

    private static Expectation thisCall() {
        return Expectation.thisCall(REQUEST_NONCE, REQUEST_DIGEST);
    }

    private static PostQuantum postQuantum(byte[] randomness) {
        return FixedPostQuantum.with(new ReplayRandom(randomness));
    }

    private static byte[] counting(int length, int from) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (from + i);
        }
        return bytes;
    }
}
