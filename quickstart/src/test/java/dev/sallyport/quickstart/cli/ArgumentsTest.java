package dev.sallyport.quickstart.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {

    private static final Set<String> KNOWN = Set.of("data", "vault-port");

    @Test
    void options_are_read_in_both_forms_and_the_rest_keeps_its_order() {
        var read = Arguments.parse(List.of("query", "--data", "d", "SELECT 1", "--vault-port=0", "x"), KNOWN);

        assertThat(read.option("data")).contains("d");
        assertThat(read.port("vault-port", 8410)).isZero();
        assertThat(read.rest()).containsExactly("query", "SELECT 1", "x");
    }

    @Test
    void words_after_two_dashes_are_no_options() {
        var read = Arguments.parse(List.of("--", "--data", "d"), KNOWN);

        assertThat(read.rest()).containsExactly("--data", "d");
        assertThat(read.option("data")).isEmpty();
    }

    @Test
    void an_unknown_option_is_refused_by_name() {
        assertThatThrownBy(() -> Arguments.parse(List.of("--frobnicate"), KNOWN))
                .isInstanceOfSatisfying(CliFailure.class, failure -> {
                    assertThat(failure.exitCode()).isEqualTo(CliFailure.USAGE);
                    assertThat(failure.line()).contains("--frobnicate").doesNotContain("\n");
                });
    }

    @Test
    void an_option_without_its_value_or_given_twice_is_refused() {
        assertThatThrownBy(() -> Arguments.parse(List.of("--data"), KNOWN)).hasMessageContaining("needs a value");
        assertThatThrownBy(() -> Arguments.parse(List.of("--data", "a", "--data", "b"), KNOWN))
                .hasMessageContaining("twice");
    }

    @Test
    void an_option_that_may_be_repeated_keeps_its_values_in_their_order() {
        var read = Arguments.parse(
                List.of("--witness", "a", "x", "--witness=b", "--data", "d"),
                Set.of("witness", "data"),
                Set.of("witness"));

        assertThat(read.options("witness")).containsExactly("a", "b");
        assertThat(read.option("data")).contains("d");
        assertThat(read.options("client")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "65536", "http", "", "8410 "})
    void what_is_no_port_is_refused(String value) {
        var read = Arguments.parse(List.of("--vault-port", value), KNOWN);

        assertThatThrownBy(() -> read.port("vault-port", 8410)).isInstanceOf(CliFailure.class);
    }
}
