package dev.sallyport.crypto.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictBase64Test {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_ \n";

    @Test
    void bytes_come_back() {
        Random random = new Random(2);
        for (int length = 0; length < 300; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            String text = StrictBase64.encode(bytes);
            assertThat(text).hasSize(StrictBase64.encodedLength(length));
            assertThat(StrictBase64.decode(text)).isEqualTo(bytes);
            assertThat(StrictBase64.decode(text, length)).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A",
                "AA",
                "AAA",
                "AA=",
                "A===",
                "====",
                "=AAA",
                "AA=A",
                "AB==",
                "AAB=",
                "AAA\n",
                "AA==\n",
                " AAA",
                "AA-_",
                "AAAA=",
                "AAAA====",
                "AA==AA==",
                "QQ==QQ==",
                "\u0100AAA",
                "AAA\u0141"
            })
    void a_loose_spelling_is_refused(String text) {
        assertThatThrownBy(() -> StrictBase64.decode(text)).isInstanceOf(MalformedException.class);
    }

    @Test
    void only_the_one_spelling_of_a_value_is_read() {
        Random random = new Random(3);
        int read = 0;
        for (int i = 0; i < 300_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(10); length > 0; length--) {
                text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            try {
                assertThat(StrictBase64.encode(StrictBase64.decode(text.toString())))
                        .isEqualTo(text.toString());
                read++;
            } catch (MalformedException e) {
                assertThat(e).hasMessageContaining("base64");
            }
        }
        assertThat(read).isGreaterThan(1000);
    }

    @Test
    void another_length_than_asked_for_is_refused() {
        String text = StrictBase64.encode(new byte[12]);
        assertThatThrownBy(() -> StrictBase64.decode(text, 11)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> StrictBase64.decode(text, 13)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> StrictBase64.decode(StrictBase64.encode(new byte[11]), 12))
                .isInstanceOf(MalformedException.class);
    }
}
