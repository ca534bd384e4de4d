package dev.sallyport.crypto.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.fixture.EnvelopeWorld;
import dev.sallyport.crypto.pq.PostQuantum;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeRoundTripTest {
    private final EnvelopeWorld world = new EnvelopeWorld(PostQuantum.pinned("bc"));

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 1024, 65536, 8 * 1024 * 1024})
    void what_was_sealed_opens_to_the_same_bytes(int size) {
        // Given
        byte[] plaintext = new byte[size];
        for (int i = 0; i < size; i++) {
            plaintext[i] = (byte) (i * 31);
        }
        // When
        OpenedAnswer answer = world.open(world.seal(plaintext).toJson());
        // Then
        assertThat(answer.plaintext()).isEqualTo(plaintext);
        assertThat(answer.contentType()).isEqualTo("application/json");
        assertThat(answer.auditEventId()).isEqualTo(world.auditEventId);
        assertThat(answer.binding().operation()).isEqualTo("query");
        assertThat(answer.isProblem()).isFalse();
    }

    @Test
    void the_plaintext_buffer_is_zeroed() {
        byte[] plaintext = "secret rows".getBytes(StandardCharsets.UTF_8);
        new EnvelopeSealer(world.signingKey)
                .seal(world.recipient(), world.auditEventId, world.binding(), "application/json", plaintext);
        assertThat(plaintext).containsOnly(0);
    }

    @Test
    void an_answer_above_8_mib_is_not_sealed_and_its_buffer_zeroed() {
        byte[] plaintext = new byte[8 * 1024 * 1024 + 1];
        plaintext[7] = 1;
        assertThatThrownBy(() -> new EnvelopeSealer(world.signingKey)
                        .seal(world.recipient(), world.auditEventId, world.binding(), "application/json", plaintext))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(plaintext).containsOnly(0);
    }

    @Test
    void no_nonce_kem_ciphertext_commitment_or_signature_repeats() {
        Set<String> seen = new HashSet<>();
        int envelopes = 500;
        for (int i = 0; i < envelopes; i++) {
            Envelope envelope = world.seal(new byte[8]);
            seen.add("nonce " + hex(envelope.encrypted().nonce()));
            seen.add("kem " + hex(envelope.encrypted().ciphertextKem()));
            seen.add("commitment " + hex(envelope.encrypted().keyCommitment()));
            seen.add("signature " + hex(envelope.signature().pqcSignature()));
        }
        assertThat(seen).hasSize(4 * envelopes);
    }

    @Test
    void a_stored_answer_opens_without_its_call() {
        byte[] json = world.seal(new byte[] {1, 2, 3}).toJson();
        VerifiedEnvelope verified = world.verifierAt(EnvelopeWorld.NOW + 100_000_000_000L)
                .verify(Envelope.parse(json), Expectation.stored());
        assertThat(world.opener().open(verified).plaintext()).containsExactly(1, 2, 3);
    }

    private static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(bytes);
    }
}
