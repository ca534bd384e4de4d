package dev.sallyport.guard.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPlacesTest {

    private static final String TEXT =
            "{\n  \"rules\": {\"a/b~\": 1,\n\t\"x\": [true, \"\ud83d\ude00\", {\"y\": null}]},\n  \"z\": 2}";

    @ParameterizedTest
    @CsvSource({
        "'', 1, 1",
        "/rules, 2, 12",
        "/rules/a~1b~0, 2, 21",
        "/rules/x, 3, 7",
        "/rules/x/1, 3, 14",
        "/rules/x/2/y, 3, 25",
        "/z, 4, 8",
        "/rules/missing/below, 2, 12",
        "/nothing, 1, 1",
    })
    void a_pointer_has_the_line_and_column_of_its_value_or_of_what_is_around_it(String pointer, int line, int column)
            throws JsonSyntaxException {
        assertThat(JsonPlaces.of(TEXT).at(pointer)).isEqualTo(new JsonPlaces.Position(line, column));
    }
}
