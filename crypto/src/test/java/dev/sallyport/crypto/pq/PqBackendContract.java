package dev.sallyport.crypto.pq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.fixture.ReplayRandom;
import dev.sallyport.crypto.fixture.Seeds;
import dev.sallyport.crypto.fixture.Wycheproof;
import dev.sallyport.crypto.fixture.Wycheproof.Case;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.secret.Secret;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every backend must do; every file of Wycheproof that fits ML-KEM-768 and ML-DSA-65 is here. */
public abstract class PqBackendContract {
    private static final SigningKeyId ID = SigningKeyId.of("sk_test");

    protected abstract PqBackend backend();

    /** Signs with a raw expanded key of 4032 bytes through the library behind the backend. */
    protected abstract byte[] signWithExpandedKey(byte[] key, byte[] message, SecureRandom random) throws Exception;

    /** Decapsulates with a raw expanded key of 2400 bytes through the library behind the backend. */
    protected abstract byte[] decapsulateWithExpandedKey(byte[] key, byte[] ciphertext) throws Exception;

    private PostQuantum postQuantum() {
        return PostQuantum.pin(
                new Candidates(List.of(backend()), Map.of()), backend().name());
    }

    @Test
    void it_passes_the_self_test() {
        assertThatCode(() -> new SelfTest(new BouncyCastleBackend()).run(backend()))
                .doesNotThrowAnyException();
    }

    @Test
    void wycheproof_key_generation() {
        List<Case> cases = Wycheproof.load("mlkem_768_keygen_seed_test");
        for (Case c : cases) {
            assertThat(backend().kemPublicKey(c.hex("seed"))).as(c.name()).isEqualTo(c.hex("ek"));
        }
        assertThat(cases).hasSize(100);
    }

    @Test
    void wycheproof_encapsulation() {
        int valid = 0;
        for (Case c : Wycheproof.load("mlkem_768_encaps_test")) {
            PostQuantum fixed = postQuantum().withRandom(new ReplayRandom(c.hex("m")));
            if (c.isValid()) {
                Encapsulation result = fixed.kemPublicKey(c.hex("ek")).encapsulate();
                assertThat(result.ciphertext()).as(c.name()).isEqualTo(c.hex("c"));
                assertThat(result.sharedSecret()).as(c.name()).isEqualTo(c.hex("K"));
                valid++;
            } else {
                assertThatThrownBy(() -> fixed.kemPublicKey(c.hex("ek")).encapsulate())
                        .as(c.name())
                        .isInstanceOf(InvalidPqKeyException.class);
            }
        }
        assertThat(valid).isEqualTo(133);
    }

    @Test
    void wycheproof_decapsulation_from_a_seed() {
        int valid = 0;
        for (Case c : Wycheproof.load("mlkem_768_test")) {
            if (c.isValid()) {
                try (KemPrivateKey key = postQuantum().kemPrivateKey(Secret.copyOf(c.hex("seed")))) {
                    assertThat(key.publicKey().toBytes()).as(c.name()).isEqualTo(c.hex("ek"));
                    assertThat(reveal(key.decapsulate(c.hex("c")))).as(c.name()).isEqualTo(c.hex("K"));
                }
                valid++;
            } else {
                assertThatThrownBy(() -> postQuantum()
                                .kemPrivateKey(Secret.copyOf(c.hex("seed")))
                                .decapsulate(c.hex("c")))
                        .as(c.name())
                        .isInstanceOf(InvalidPqKeyException.class);
            }
        }
        assertThat(valid).isEqualTo(153);
    }

    @Test
    void wycheproof_decapsulation_from_an_expanded_key() throws Exception {
        for (Case c : Wycheproof.load("mlkem_768_semi_expanded_decaps_test")) {
            if (c.isValid()) {
                assertThat(decapsulateWithExpandedKey(c.hex("dk"), c.hex("c")))
                        .as(c.name())
                        .isEqualTo(c.hex("K"));
            } else {
                assertThatThrownBy(() -> decapsulateWithExpandedKey(c.hex("dk"), c.hex("c")))
                        .as(c.name())
                        .isInstanceOf(Exception.class);
            }
        }
    }

    @Test
    void wycheproof_verification() {
        int counted = 0;
        for (Case c : Wycheproof.load("mldsa_65_verify_test")) {
            if (c.has("ctx") && c.hex("ctx").length > 0) {
                continue; // no signature here has a context
            }
            assertThat(verifies(c)).as(c.name()).isEqualTo(c.isValid());
            counted++;
        }
        assertThat(counted).isEqualTo(203);
    }

    private boolean verifies(Case c) {
        try {
            return postQuantum().verificationKey(ID, c.hex("publicKey")).verify(c.hex("msg"), c.hex("sig"));
        } catch (InvalidPqKeyException e) {
            return false;
        }
    }

    @Test
    void wycheproof_signing_from_a_seed() {
        int counted = 0;
        for (Case c : Wycheproof.load("mldsa_65_sign_seed_test")) {
            if (!isPlainMessage(c)) {
                continue;
            }
            PostQuantum fixed = postQuantum().withRandom(random(c));
            if (c.isValid()) {
                try (SigningKey key = fixed.signingKey(ID, Secret.copyOf(c.hex("privateSeed")))) {
                    assertThat(key.sign(c.hex("msg"))).as(c.name()).isEqualTo(c.hex("sig"));
                }
            } else {
                assertThatThrownBy(() -> fixed.signingKey(ID, Secret.copyOf(c.hex("privateSeed"))))
                        .as(c.name())
                        .isInstanceOf(InvalidPqKeyException.class);
            }
            counted++;
        }
        assertThat(counted).isEqualTo(84);
    }

    @Test
    void wycheproof_signing_from_an_expanded_key() throws Exception {
        int counted = 0;
        for (Case c : Wycheproof.load("mldsa_65_sign_noseed_test")) {
            if (!isPlainMessage(c)) {
                continue;
            }
            // What a library does with an expanded key that is invalid is no matter of ours: no door takes such a key.
            if (c.isValid()) {
                assertThat(signWithExpandedKey(c.hex("privateKey"), c.hex("msg"), random(c)))
                        .as(c.name())
                        .isEqualTo(c.hex("sig"));
                counted++;
            }
        }
        assertThat(counted).isEqualTo(61);
    }

    /** Contexts and pre-hashed input have no door in our API. */
    private static boolean isPlainMessage(Case c) {
        return c.has("msg") && !(c.has("ctx") && c.hex("ctx").length > 0);
    }

    private static SecureRandom random(Case c) {
        return new ReplayRandom(c.has("rnd") ? c.hex("rnd") : new byte[32]);
    }

    @Test
    void signing_is_hedged() {
        try (SigningKey key = postQuantum().signingKey(ID, Seeds.signing(1))) {
            assertThat(key.sign(new byte[1])).isNotEqualTo(key.sign(new byte[1]));
        }
    }

    @Test
    void a_seed_given_is_neither_kept_nor_changed() {
        byte[] seed = Seeds.bytes(32, 9);
        byte[] kemSeed = Seeds.bytes(64, 9);
        backend().signer(seed).close();
        backend().signaturePublicKey(seed);
        backend().decapsulator(kemSeed).close();
        backend().kemPublicKey(kemSeed);
        assertThat(seed).containsOnly(9);
        assertThat(kemSeed).containsOnly(9);
    }

    @Test
    void a_tampered_ciphertext_gives_other_bytes_and_no_error() {
        try (KemPrivateKey key = postQuantum().kemPrivateKey(Seeds.kem(1));
                Encapsulation good = key.publicKey().encapsulate()) {
            byte[] tampered = good.ciphertext().clone();
            tampered[500] ^= 4;
            assertThat(reveal(key.decapsulate(tampered))).hasSize(32).isNotEqualTo(good.sharedSecret());
        }
    }

    @Test
    void closed_keys_do_nothing() {
        SigningKey signing = postQuantum().signingKey(ID, Seeds.signing(1));
        KemPrivateKey kem = postQuantum().kemPrivateKey(Seeds.kem(1));
        byte[] ciphertext = kem.publicKey().encapsulate().ciphertext();
        signing.close();
        kem.close();
        assertThatThrownBy(() -> signing.sign(new byte[1])).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> kem.decapsulate(ciphertext)).isInstanceOf(IllegalStateException.class);
    }

    private static byte[] reveal(Secret secret) {
        return secret.reveal(byte[]::clone);
    }
}
