package dev.sallyport.service.dsn;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedAuthorityTest {
    private static final String ID = "ca_01ARZ3NDEKTSV4RRFFQ69G5FAV";
    private static final String PEM = "-----BEGIN CERTIFICATE-----\nAQ+/=\n-----END CERTIFICATE-----\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://u:p%3F@db.example.com/shop?sslrootcert=" + ID,
                "postgresql://u:p@db.example.com/shop?sslmode=verify-full&sslrootcert=" + ID,
                "postgresql://u:p@db.example.com/shop?sslrootcert=" + ID + "&application_name=ca_x",
            })
    void certificates_stand_where_the_id_stood_and_nothing_else_changes(String given) {
        var dsn = given.getBytes(US_ASCII);

        var named = NamedAuthority.in(dsn).orElseThrow();

        assertThat(named.id().value()).isEqualTo(ID);
        try (var whole = named.replaced(dsn, PEM);
                var parts = whole.reveal(DsnParts::parse)) {
            assertThat(parts.rootCertificatesPem()).contains(PEM);
            String text = whole.reveal(bytes -> new String(bytes, US_ASCII));
            assertThat(text).startsWith(given.substring(0, given.indexOf(ID)));
            assertThat(text).endsWith(given.substring(given.indexOf(ID) + ID.length()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://u:p@db.example.com/shop",
                "postgresql://u:p@db.example.com/shop?",
                "postgresql://u:p@db.example.com/shop?sslrootcert=ca_",
                "postgresql://u:p@db.example.com/shop?sslrootcert=ca_a/b",
                "postgresql://u:p@db.example.com/shop?sslrootcert=ca%5f01ARZ3NDEKTSV4RRFFQ69G5FAV",
                "postgresql://u:p@db.example.com/shop?sslroot%63ert=" + ID,
                "postgresql://u:p@db.example.com/shop?application_name=" + ID,
                "postgresql://u:sslrootcert=" + ID + "@db.example.com/shop",
                "",
            })
    void nothing_else_is_an_id(String text) {
        assertThat(NamedAuthority.in(text.getBytes(US_ASCII))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sslrootcert=" + ID, "sslroot%63ert=" + ID, "sslrootcert=ca%5f01ARZ3NDEKTSV4RRFFQ69G5FAV"})
    void an_id_that_was_not_replaced_is_refused_and_never_ignored(String option) {
        var dsn = ("postgresql://u:p@db.example.com/shop?" + option).getBytes(US_ASCII);

        assertThatThrownBy(() -> DsnParts.parse(dsn))
                .isInstanceOf(DsnRefused.class)
                .extracting("rule")
                .isEqualTo("dsn_value_refused");
    }

    @Test
    void two_authorities_are_refused_after_the_first_was_replaced() {
        var dsn = ("postgresql://u:p@db.example.com/shop?sslrootcert=" + ID + "&sslrootcert=" + ID).getBytes(US_ASCII);

        try (var whole = NamedAuthority.in(dsn).orElseThrow().replaced(dsn, PEM)) {
            assertThatThrownBy(() -> whole.reveal(DsnParts::parse))
                    .isInstanceOf(DsnRefused.class)
                    .extracting("rule")
                    .isEqualTo("dsn_key_twice");
        }
    }
}
