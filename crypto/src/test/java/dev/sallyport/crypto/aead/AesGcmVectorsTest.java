package dev.sallyport.crypto.aead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.fixture.Wycheproof;
import dev.sallyport.crypto.fixture.Wycheproof.Case;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AesGcmVectorsTest {
    @Test
    void wycheproof_aes_256_gcm_with_nonces_of_12_bytes() {
        int counted = 0;
        for (Case c : Wycheproof.load("aes_gcm_test")) {
            if (c.hex("key").length != AesGcm.KEY_BYTES || c.hex("iv").length != AesGcm.NONCE_BYTES) {
                continue;
            }
            byte[] sealed = concat(c.hex("ct"), c.hex("tag"));
            if (c.isValid()) {
                assertThat(AesGcm.open(c.hex("key"), c.hex("iv"), sealed, c.hex("aad")))
                        .as(c.name())
                        .isEqualTo(c.hex("msg"));
                assertThat(AesGcm.seal(c.hex("key"), c.hex("iv"), c.hex("msg"), c.hex("aad")))
                        .as(c.name())
                        .isEqualTo(sealed);
            } else {
                assertThatThrownBy(() -> AesGcm.open(c.hex("key"), c.hex("iv"), sealed, c.hex("aad")))
                        .as(c.name())
                        .isInstanceOf(AeadFailure.class);
            }
            counted++;
        }
        assertThat(counted).isGreaterThan(60);
    }

    @Test
    void wycheproof_other_key_and_nonce_sizes_are_refused() {
        for (Case c : Wycheproof.load("aes_gcm_test")) {
            if (c.hex("key").length == AesGcm.KEY_BYTES && c.hex("iv").length == AesGcm.NONCE_BYTES) {
                continue;
            }
            assertThatThrownBy(() -> AesGcm.seal(c.hex("key"), c.hex("iv"), c.hex("msg"), c.hex("aad")))
                    .as(c.name())
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void a_ciphertext_shorter_than_its_tag_fails_like_any_other() {
        assertThatThrownBy(() -> AesGcm.open(new byte[32], new byte[12], new byte[15], new byte[0]))
                .isInstanceOf(AeadFailure.class);
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
