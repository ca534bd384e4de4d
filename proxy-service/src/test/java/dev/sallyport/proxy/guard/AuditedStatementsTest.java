package dev.sallyport.proxy.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.audit.AuditSalt;
import dev.sallyport.crypto.codec.JsonValue;
import dev.sallyport.crypto.codec.JsonValue.JsonNull;
import dev.sallyport.crypto.codec.JsonValue.JsonNumber;
import dev.sallyport.crypto.codec.JsonValue.JsonString;
import dev.sallyport.guard.SqlGuard;
import dev.sallyport.guard.Verdict;
import dev.sallyport.guard.parser.ParserSettings;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.rules.Purpose;
import dev.sallyport.proxy.operation.SqlStatement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AuditedStatementsTest {

    private static final String SQL = "SELECT name FROM customers WHERE city = $1 AND age > $2 AND nick = $3";

    private static SqlGuard guard;

    @BeforeAll
    static void open() {
        guard = SqlGuard.open(ParserSettings.defaults(), 100_000);
    }

    @AfterAll
    static void close() {
        guard.close();
    }

    @Test
    void a_parameter_stands_as_a_digest_that_the_records_salt_opens_and_no_other() {
        var salt = AuditSalt.next();

        var facts = AuditedStatements.of(verdicts(), List.of(written("Berlin")), salt)
                .getFirst();

        assertThat(facts.parameters()).hasSize(3);
        assertThat(facts.parameters().getFirst()).isEqualTo(salt.commit("param/0/0", "\"Berlin\"".getBytes(UTF_8)));
        assertThat(facts.parameters().get(1)).isEqualTo(salt.commit("param/0/1", "30".getBytes(UTF_8)));
        assertThat(facts.parameters().get(2)).isEqualTo(salt.commit("param/0/2", "null".getBytes(UTF_8)));
        assertThat(facts.toString()).doesNotContain("Berlin");
    }

    @Test
    void the_same_parameter_in_two_records_has_two_digests() {
        var one = AuditedStatements.of(verdicts(), List.of(written("Berlin")), AuditSalt.next());
        var other = AuditedStatements.of(verdicts(), List.of(written("Berlin")), AuditSalt.next());

        assertThat(one.getFirst().parameters())
                .doesNotContainAnyElementsOf(other.getFirst().parameters());
        assertThat(one.getFirst().fingerprint()).isEqualTo(other.getFirst().fingerprint());
    }

    @Test
    void statements_that_the_proxy_writes_itself_have_no_digests() {
        assertThat(AuditedStatements.of(verdicts(), List.of(), AuditSalt.next())
                        .getFirst()
                        .parameters())
                .isEmpty();
    }

    private static List<Verdict> verdicts() {
        return List.of(guard.judge(SQL, Purpose.QUERY, Policy.STANDARD));
    }

    private static SqlStatement written(String city) {
        List<JsonValue> values = List.of(new JsonString(city), new JsonNumber("30"), new JsonNull());
        return new SqlStatement(SQL, values);
    }
}
