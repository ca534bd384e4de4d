package dev.sallyport.crypto.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.fixture.Wycheproof;
import dev.sallyport.crypto.fixture.Wycheproof.Case;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashesVectorsTest {
    @ParameterizedTest
    @CsvSource({"hkdf_sha512_test, HmacSHA512, 83", "hkdf_sha256_test, HmacSHA256, 86"})
    void wycheproof_hkdf(String file, String hmac, int expected) {
        int counted = 0;
        for (Case c : Wycheproof.load(file)) {
            int size = (int) c.test().integer("size");
            if (c.isValid()) {
                assertThat(Hashes.hkdf(hmac, c.hex("salt"), c.hex("ikm"), c.hex("info"), size))
                        .as(c.name())
                        .isEqualTo(c.hex("okm"));
            } else {
                assertThatThrownBy(() -> Hashes.hkdf(hmac, c.hex("salt"), c.hex("ikm"), c.hex("info"), size))
                        .as(c.name())
                        .isInstanceOf(IllegalArgumentException.class);
            }
            counted++;
        }
        assertThat(counted).isEqualTo(expected);
    }

    @Test
    void our_hkdf_is_the_general_one_with_a_salt_of_zeros() {
        byte[] key = {1, 2, 3};
        byte[] info = {4, 5};
        assertThat(Hashes.hkdfSha512(key, info, 100))
                .isEqualTo(Hashes.hkdf("HmacSHA512", new byte[64], key, info, 100))
                .isEqualTo(Hashes.hkdf("HmacSHA512", new byte[0], key, info, 100));
    }

    @Test
    void wycheproof_hmac_sha512() {
        int counted = 0;
        for (Case c : Wycheproof.load("hmac_sha512_test")) {
            byte[] tag = c.hex("tag");
            byte[] computed = Arrays.copyOf(Hashes.hmacSha512(c.hex("key"), c.hex("msg")), tag.length);
            assertThat(Hashes.constantTimeEquals(computed, tag)).as(c.name()).isEqualTo(c.isValid());
            counted++;
        }
        assertThat(counted).isEqualTo(174);
    }
}
