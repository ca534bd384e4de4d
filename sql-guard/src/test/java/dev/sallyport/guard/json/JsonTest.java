package dev.sallyport.guard.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void every_kind_of_value_is_read() throws JsonSyntaxException {
        Json read =
                JsonReader.read(" {\"a\": [1, -2.5e+3, true, false, null, \"\\u00e9\\n\\ud83d\\ude00\"], \"b\": {}} ");

        assertThat(read)
                .isEqualTo(new Json.JsonObject(Map.of(
                        "a",
                        new Json.JsonArray(List.of(
                                new Json.JsonNumber("1"),
                                new Json.JsonNumber("-2.5e+3"),
                                new Json.JsonBool(true),
                                new Json.JsonBool(false),
                                new Json.JsonNull(),
                                new Json.JsonString("é\n😀"))),
                        "b",
                        new Json.JsonObject(Map.of()))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,]",
                "{\"a\":1,}",
                "{\"a\":1,\"a\":2}",
                "{a:1}",
                "'a'",
                "01",
                "1.",
                ".5",
                "1e",
                "+1",
                "-",
                "tru",
                "nul",
                "\"a",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\ud800\"",
                "\"\\udc00\\ud800\"",
                "\"\t\"",
                "1 2",
                "[1 2]",
                "NaN",
                "\ufeff{}",
                "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
            })
    void anything_else_is_refused(String text) {
        assertThatThrownBy(() -> JsonReader.read(text)).isInstanceOf(JsonSyntaxException.class);
    }

    @Test
    void the_place_of_an_error_is_a_pointer() {
        assertThatThrownBy(() -> JsonReader.read("{\"a/b\": [1, {\"c\": x}]}"))
                .isInstanceOfSatisfying(
                        JsonSyntaxException.class, e -> assertThat(e.pointer()).isEqualTo("/a~1b/1/c"));
    }

    @Test
    void what_is_written_is_read_again() throws JsonSyntaxException {
        String text = new JsonWriter()
                .beginObject()
                .member("text", "\u0000\"\\\u001b[31mé😀\u2028")
                .member("number", -5)
                .member("yes", true)
                .name("none")
                .nullValue()
                .strings("list", List.of("a", "b"))
                .endObject()
                .toString();

        assertThat(text).matches("[ -~]*");
        assertThat(JsonReader.read(text)).isInstanceOfSatisfying(Json.JsonObject.class, object -> {
            assertThat(object.members()).containsEntry("text", new Json.JsonString("\u0000\"\\\u001b[31mé😀\u2028"));
            assertThat(object.members()).containsKeys("number", "yes", "none", "list");
        });
    }
}
