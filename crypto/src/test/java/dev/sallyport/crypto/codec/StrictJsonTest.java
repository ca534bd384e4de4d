package dev.sallyport.crypto.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.codec.JsonValue.JsonArray;
import dev.sallyport.crypto.codec.JsonValue.JsonBool;
import dev.sallyport.crypto.codec.JsonValue.JsonNull;
import dev.sallyport.crypto.codec.JsonValue.JsonNumber;
import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.JsonValue.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
    @Test
    void every_kind_of_value_is_read() {
        JsonValue value = parse(" {\"a\":[1,-2.5e+3,true,false,null],\"b\\n\":\"\\u00e4\\ud83d\\ude00x\u00e4\"} ");
        assertThat(value)
                .isEqualTo(new JsonObject(Map.of(
                        "a",
                        new JsonArray(List.of(
                                new JsonNumber("1"),
                                new JsonNumber("-2.5e+3"),
                                new JsonBool(true),
                                new JsonBool(false),
                                new JsonNull())),
                        "b\n",
                        new JsonString("\u00e4\ud83d\ude00x\u00e4"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{}x",
                "{} {}",
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"a\":1,}",
                "{,}",
                "[1,]",
                "[,1]",
                "[1 2]",
                "{\"a\" 1}",
                "{a:1}",
                "{'a':1}",
                "01",
                "-",
                "-01",
                "1.",
                ".5",
                "1e",
                "1e+",
                "+1",
                "0x1",
                "NaN",
                "Infinity",
                "tru",
                "True",
                "nul",
                "\"",
                "\"\\",
                "\"\\\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\ud800\"",
                "\"\\udc00\"",
                "\"\\ud800\\ud800\"",
                "\"\\udc00\\ud800\"",
                "\"\t\"",
                "\"\u0000\"",
                "// no\n1",
                "/**/1",
                "\ufeff1",
                "1\u00a0",
                "\u000c1"
            })
    void whatever_is_not_strictly_json_is_refused(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(MalformedException.class);
    }

    @Test
    void malformed_utf_8_is_refused() {
        byte[][] bad = {
            {(byte) 0xc0, (byte) 0xaf}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, {(byte) 0xff}, {(byte) 0xe2}
        };
        for (byte[] bytes : bad) {
            byte[] text = new byte[bytes.length + 2];
            text[0] = '"';
            System.arraycopy(bytes, 0, text, 1, bytes.length);
            text[text.length - 1] = '"';
            assertThatThrownBy(() -> StrictJson.parse(text)).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void nesting_has_a_bound() {
        assertThat(parse("[".repeat(32) + "1" + "]".repeat(32))).isInstanceOf(JsonArray.class);
        assertThatThrownBy(() -> parse("[".repeat(34) + "]".repeat(34))).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> parse("{\"a\":".repeat(100_000))).isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1e0", "-0", "1234567890123456789", "99999999999999999999"})
    void a_number_that_is_no_plain_integer_is_not_one(String number) {
        assertThatThrownBy(() -> ((JsonObject) parse("{\"n\":" + number + "}")).integer("n"))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void random_bytes_give_a_value_or_a_refusal_and_nothing_else() {
        Random random = new Random(1);
        String alphabet = "{}[]\",:\\u0123456789abcdefntr-+.eE \n\u00e4\ud83d\ude00";
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(24); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                assertThat(StrictJson.parse(text.toString().getBytes(StandardCharsets.UTF_8)))
                        .isNotNull();
            } catch (MalformedException e) {
                assertThat(e).hasMessageNotContaining("\n");
            }
        }
    }

    private static JsonValue parse(String text) {
        return StrictJson.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
