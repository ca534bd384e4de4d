package dev.sallyport.sdk.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.sdk.http.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CellTest {

    @Test
    void every_type_reads_as_the_java_type_that_holds_it_exactly() throws IOException {
        assertThat(cell("int8", "\"9223372036854775807\"").asLong()).isEqualTo(Long.MAX_VALUE);
        assertThat(cell("int4", "-7").asInt()).isEqualTo(-7);
        assertThat(cell("numeric", "\"10.10\"").asBigDecimal()).isEqualTo(new BigDecimal("10.10"));
        assertThat(cell("float8", "0.1").asDouble()).isEqualTo(0.1);
        assertThat(cell("float8", "\"NaN\"").asDouble()).isNaN();
        assertThat(cell("bool", "true").asBoolean()).isTrue();
        assertThat(cell("text", "\"ä\"").asText()).isEqualTo("ä");
        assertThat(cell("bytea", "\"AAH/\"").asBytes()).containsExactly(0, 1, -1);
        assertThat(cell("uuid", "\"0190a3c0-0000-7000-8000-000000000001\"").asUuid())
                .isEqualTo(UUID.fromString("0190a3c0-0000-7000-8000-000000000001"));
        assertThat(cell("timestamptz", "\"2026-01-12T09:30:00.123456Z\"").asInstant())
                .isEqualTo(Instant.parse("2026-01-12T09:30:00.123456Z"));
        assertThat(cell("date", "\"2026-01-12\"").asLocalDate()).isEqualTo(LocalDate.of(2026, 1, 12));
        assertThat(cell("jsonb", "{\"a\":[1]}").json().path("a").path(0).asInt())
                .isEqualTo(1);
        assertThat(cell("jsonb", "{\"a\":[1]}").asText()).isEqualTo("{\"a\":[1]}");
    }

    @Test
    void a_null_is_told_apart_from_every_value() throws IOException {
        assertThat(cell("text", "null").isNull()).isTrue();
        assertThat(cell("text", "\"null\"").isNull()).isFalse();
        assertThatThrownBy(() -> cell("text", "null").asText()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_value_that_does_not_fit_is_refused_without_being_repeated() throws IOException {
        assertThatThrownBy(() -> cell("int8", "\"9223372036854775807\"").asInt())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cell("numeric", "\"1.5\"").asLong()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cell("text", "\"card 4111\"").asLong())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("column c of type text")
                .hasNoCause()
                .message()
                .doesNotContain("4111");
        assertThatThrownBy(() -> cell("bool", "true").asInt()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void printing_a_cell_shows_no_value() throws IOException {
        assertThat(cell("text", "\"card 4111\"").toString()).doesNotContain("4111");
    }

    private static Cell cell(String type, String json) throws IOException {
        return new Cell(new Column("c", type), Json.read(json.getBytes(StandardCharsets.UTF_8)));
    }
}
