package dev.sallyport.sdk.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StatementTest {

    @Test
    void parameters_are_numbers_only_where_json_keeps_them_exact() {
        Statement statement = Statement.of(
                "SELECT 1",
                1,
                Long.MAX_VALUE,
                new BigDecimal("10.10"),
                0.5,
                Double.NaN,
                true,
                null,
                "text",
                new byte[] {0, 1, -1},
                UUID.fromString("0190a3c0-0000-7000-8000-000000000001"),
                Instant.parse("2026-01-12T09:30:00Z"),
                LocalDate.of(2026, 1, 12),
                List.of(1, "b"),
                Map.of("a", 1));

        assertThat(statement.params())
                .hasToString("[1,\"9223372036854775807\",\"10.10\",0.5,\"NaN\",true,null,\"text\",\"AAH/\","
                        + "\"0190a3c0-0000-7000-8000-000000000001\",\"2026-01-12T09:30:00Z\",\"2026-01-12\","
                        + "[1,\"b\"],{\"a\":1}]");
    }

    @Test
    void a_parameter_without_a_defined_form_is_refused() {
        assertThatThrownBy(() -> Statement.of("SELECT $1", new Object()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Object");
    }

    @Test
    void printing_a_statement_shows_no_parameter() {
        assertThat(Statement.of("SELECT $1", "4111").toString()).doesNotContain("4111");
    }
}
