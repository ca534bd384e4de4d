package dev.sallyport.crypto.pq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.fixture.Seeds;
import dev.sallyport.crypto.id.SigningKeyId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.Test;

class PostQuantumTest {
    private static final SigningKeyId ID = SigningKeyId.of("sk_1");

    @Test
    void the_fastest_backend_is_chosen_per_operation() {
        Candidates candidates = candidates(new SlowSigner("slow", signature -> signature, 2_000_000));
        PostQuantum chosen = PostQuantum.choose(candidates, Duration.ofMillis(100));
        assertThat(chosen.report().backendFor(PqOperation.SIGN)).isEqualTo("bc");
        assertThat(chosen.report().pinned()).isFalse();
        assertThat(chosen.report().choices()).containsOnlyKeys(PqOperation.values());
        chosen.report()
                .choices()
                .values()
                .forEach(choice -> assertThat(choice.nanosPerCall()).containsOnlyKeys("bc", "slow"));
        assertThat(chosen.report().toString()).contains("sign=bc(bc ").contains("slow ");
    }

    @Test
    void a_later_choice_reaches_keys_that_exist() {
        // Given
        SlowSigner other = new SlowSigner("other", signature -> signature, 0);
        Switchboard board = Switchboard.open(candidates(other));
        SigningKey key = new SigningKey(ID, Seeds.bytes(32, 1), board, new SecureRandom());
        int before = other.signatures;
        key.sign(new byte[1]);
        assertThat(other.signatures).isEqualTo(before);
        // When
        board.choose(Map.of(PqOperation.SIGN, Map.of("bc", 9L, "other", 1L)));
        key.sign(new byte[1]);
        // Then
        assertThat(other.signatures).isEqualTo(before + 1);
        assertThat(board.report().backendFor(PqOperation.SIGN)).isEqualTo("other");
        assertThat(board.report().backendFor(PqOperation.VERIFY)).isEqualTo("bc");
    }

    @Test
    void settling_measures_every_candidate_and_ends() {
        PostQuantum postQuantum =
                PostQuantum.choose(candidates(new SlowSigner("slow", s -> s, 3_000_000)), Duration.ofMillis(20));
        BackendReport settled = postQuantum.settle(Duration.ofSeconds(2));
        assertThat(settled).isEqualTo(postQuantum.report());
        assertThat(settled.backendFor(PqOperation.SIGN)).isEqualTo("bc");
    }

    @Test
    void without_a_measurement_the_offered_backend_works_until_settling_has_measured() {
        // Given
        SlowSigner offered = new SlowSigner("offered", s -> s, 3_000_000);
        PostQuantum postQuantum = PostQuantum.unmeasured(candidates(offered));
        BackendReport before = postQuantum.report();
        // When
        BackendReport settled = postQuantum.settle(Duration.ofSeconds(2));
        // Then
        assertThat(before.backendFor(PqOperation.SIGN)).isEqualTo("offered");
        assertThat(settled.backendFor(PqOperation.SIGN)).isEqualTo("bc");
        Candidates alone = Candidates.check(new BouncyCastleBackend(), List.of());
        assertThat(PostQuantum.unmeasured(alone).report().backendFor(PqOperation.SIGN))
                .isEqualTo("bc");
    }

    @Test
    void a_backend_that_has_become_faster_is_found_by_measuring_again() {
        // Given
        SlowSigner offered = new SlowSigner("offered", s -> s, 30_000_000);
        PostQuantum postQuantum = PostQuantum.choose(candidates(offered), Duration.ofMillis(20));
        assertThat(postQuantum.report().backendFor(PqOperation.SIGN)).isEqualTo("bc");
        // When
        offered.nanos = 0;
        BackendReport again = postQuantum.measureAgain(Duration.ofMillis(200));
        // Then
        assertThat(again).isEqualTo(postQuantum.report());
        assertThat(again.choices().get(PqOperation.SIGN)).isNotNull().satisfies(choice -> {
            assertThat(choice.nanosPerCall()).containsOnlyKeys("bc", "offered");
            assertThat(choice.nanosPerCall().get("offered")).isLessThan(30_000_000L);
        });
    }

    @Test
    void settling_leaves_a_pinned_choice_alone() {
        PostQuantum pinned = PostQuantum.pinned("bc");
        BackendReport before = pinned.report();
        assertThat(pinned.settle(Duration.ofMinutes(5))).isEqualTo(before);
        assertThat(pinned.measureAgain(Duration.ofMinutes(5))).isEqualTo(before);
    }

    @Test
    void a_backend_that_signs_wrongly_is_disabled_with_the_reason() {
        Candidates candidates = candidates(new SlowSigner("wrong", PostQuantumTest::flipped, 0));
        assertThat(candidates.healthy()).extracting(PqBackend::name).containsExactly("bc");
        assertThat(candidates.disabled())
                .containsExactly(Map.entry("wrong", "IllegalStateException: self-test failed: ML-DSA signature"));
        assertThatThrownBy(() -> PostQuantum.pin(candidates, "wrong"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("self-test failed");
        assertThat(PostQuantum.choose(candidates, Duration.ofMillis(1)).report().toString())
                .contains("disabled={wrong=");
    }

    @Test
    void a_backend_that_does_not_load_is_disabled() {
        Iterable<PqBackend> broken = () -> new Iterator<>() {
            private boolean asked;

            @Override
            public boolean hasNext() {
                if (asked) {
                    return false;
                }
                asked = true;
                throw new UnsupportedClassVersionError("made for another Java");
            }

            @Override
            public PqBackend next() {
                throw new NoSuchElementException();
            }
        };
        Candidates candidates = Candidates.check(new BouncyCastleBackend(), broken);
        assertThat(candidates.healthy()).hasSize(1);
        assertThat(candidates.disabled()).containsEntry("provider 0", "does not load: UnsupportedClassVersionError");
    }

    @Test
    void a_loader_that_fails_for_ever_ends() {
        Iterable<PqBackend> broken = () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                throw new ServiceConfigurationError("no");
            }

            @Override
            public PqBackend next() {
                throw new NoSuchElementException();
            }
        };
        assertThat(Candidates.check(new BouncyCastleBackend(), broken).disabled())
                .hasSize(16);
    }

    @Test
    void pinning_takes_one_backend_for_everything() {
        BackendReport report = PostQuantum.pinned("bc").report();
        assertThat(report.pinned()).isTrue();
        for (PqOperation operation : PqOperation.values()) {
            assertThat(report.backendFor(operation)).isEqualTo("bc");
        }
        assertThat(report.toString()).startsWith("pinned ").contains("sign=bc");
    }

    @Test
    void an_unknown_backend_cannot_be_pinned() {
        assertThatThrownBy(() -> PostQuantum.pinned("fast"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("fast is not usable");
    }

    @Test
    void keys_of_wrong_size_or_modulus_are_refused() {
        PostQuantum postQuantum = PostQuantum.pinned("bc");
        byte[] key = postQuantum.kemPrivateKey(Seeds.kem(1)).publicKey().toBytes();
        byte[] overflowing = key.clone();
        overflowing[0] = (byte) 0xff;
        overflowing[1] |= 0x0f;
        byte[] overflowingHigh = key.clone();
        overflowingHigh[1] |= (byte) 0xf0;
        overflowingHigh[2] = (byte) 0xff;
        for (byte[] bad : List.of(
                new byte[0], Arrays.copyOf(key, 1183), Arrays.copyOf(key, 1185), overflowing, overflowingHigh)) {
            assertThatThrownBy(() -> postQuantum.kemPublicKey(bad)).isInstanceOf(InvalidPqKeyException.class);
        }
        assertThatThrownBy(() -> postQuantum.verificationKey(ID, new byte[1951]))
                .isInstanceOf(InvalidPqKeyException.class);
        assertThatThrownBy(() -> postQuantum.kemPrivateKey(Seeds.signing(1))).isInstanceOf(InvalidPqKeyException.class);
        assertThatThrownBy(() -> postQuantum.signingKey(ID, Seeds.kem(1))).isInstanceOf(InvalidPqKeyException.class);
    }

    @Test
    void a_verifier_that_throws_counts_as_false() {
        PqBackend throwing = new SlowSigner("throwing", signature -> signature, 0) {
            @Override
            public Verifier verifier(byte[] publicKey) {
                return (message, signature) -> {
                    throw new IllegalStateException("broken provider");
                };
            }
        };
        PostQuantum postQuantum = PostQuantum.pin(new Candidates(List.of(throwing), Map.of()), "throwing");
        SigningKey key = postQuantum.signingKey(ID, Seeds.signing(1));
        VerificationKey verification = postQuantum.verificationKey(ID, key.publicKeyBytes());
        assertThat(verification.verify(new byte[1], key.sign(new byte[1]))).isFalse();
    }

    private static Candidates candidates(PqBackend other) {
        return Candidates.check(new BouncyCastleBackend(), List.of(other));
    }

    private static byte[] flipped(byte[] bytes) {
        byte[] changed = bytes.clone();
        changed[0] ^= 1;
        return changed;
    }
}
