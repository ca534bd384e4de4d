package dev.sallyport.quickstart.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.PolicyId;
import dev.sallyport.sdk.SallyportClient;
import dev.sallyport.sdk.http.Json;
import dev.sallyport.sdk.problem.ProblemException;
import dev.sallyport.sdk.proxy.OperationRefusedException;
import dev.sallyport.sdk.proxy.ProxyApi;
import dev.sallyport.sdk.vault.IntegrationRequest;
import dev.sallyport.sdk.vault.Policies;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Policies from the vault to the statement, through the packaged services.
@ExtendWith(SharedStack.class)
class PolicyStackIT {

    private static final Duration IN_FORCE = Duration.ofSeconds(1);

    private final RunningStack stack;
    private final SallyportClient client;
    private final Policies policies;

    PolicyStackIT(RunningStack stack) {
        this.stack = stack;
        this.client = stack.client();
        this.policies = client.vault().policies();
    }

    private PolicyId policy;
    private IntegrationId integration;
    private ProxyApi proxy;

    @BeforeEach
    void follow() throws IOException {
        policy = policies.create("stack", json("{}")).id();
        integration = client.vault()
                .integrations()
                .create(IntegrationRequest.postgres("policies", stack.credential(), "query", "execute")
                        .with("policy_id", json("\"" + policy.value() + "\""))
                        .with("tokenization", json("{\"customers.email\": \"email\"}")))
                .id();
        proxy = client.proxy().on(integration);
    }

    @Test
    void a_version_stops_what_passed_a_second_later_and_its_restoration_lets_it_pass_again() throws Exception {
        assertThat(proxy.query("SELECT count(*) FROM customers").rows()).hasSize(1);

        policies.save(policy, json("{\"tables\": {\"deny\": [\"customers\"]}}"), 1);
        Thread.sleep(IN_FORCE);
        assertThatThrownBy(() -> proxy.query("SELECT count(*) FROM customers"))
                .asInstanceOf(type(OperationRefusedException.class))
                .extracting(OperationRefusedException::code)
                .isEqualTo("statement_blocked");
        assertThat(policies.restore(policy, 1).version()).isEqualTo(3);
        Thread.sleep(IN_FORCE);

        assertThat(proxy.query("SELECT count(*) FROM customers").rows()).hasSize(1);
    }

    @Test
    void a_replay_foretells_what_the_version_then_does() throws Exception {
        proxy.query("SELECT name FROM customers WHERE city = $1", "Berlin");
        proxy.query("SELECT count(*) FROM products");
        JsonNode stricter = json("{\"columns\": {\"customers\": {\"mask\": [\"city\"]}}}");

        var report = policies.replay(policy, stricter, 1);
        policies.save(policy, stricter);
        Thread.sleep(IN_FORCE);

        assertThat(report.statements()).isEqualTo(2);
        assertThat(report.unknown()).isZero();
        assertThat(report.changes()).singleElement().satisfies(change -> {
            assertThat(change.integration()).isEqualTo(integration);
            assertThat(change.before()).isEqualTo("ALLOWED");
            assertThat(change.after()).isEqualTo("BLOCKED");
            assertThat(change.ruleCodes()).containsExactly("OBJ-002");
        });
        assertThat(proxy.query("SELECT count(*) FROM products").rows()).hasSize(1);
        assertThatThrownBy(() -> proxy.query("SELECT name FROM customers WHERE city = $1", "Berlin"))
                .isInstanceOf(OperationRefusedException.class);
    }

    @Test
    void an_insert_of_ones_own_writes_a_token_and_never_a_literal() throws Exception {
        proxy.execute(
                "INSERT INTO customers (name, email, city) VALUES ($1, $2, $3)",
                "Own Insert",
                "own.insert@example.com",
                "Bern");

        assertThat(stack.asAdmin("SELECT email FROM customers WHERE name = 'Own Insert'"))
                .startsWith("tok_");
        assertThatThrownBy(() ->
                        proxy.execute("UPDATE customers SET email = 'plain@example.com' WHERE name = $1", "Own Insert"))
                .isInstanceOf(OperationRefusedException.class);
        assertThat(stack.asAdmin("SELECT count(*) FROM customers WHERE email LIKE 'plain%'"))
                .isEqualTo("0");
    }

    @Test
    void what_does_not_compile_says_where() throws Exception {
        ObjectNode wrong = Json.object().put("max_rowz", 7);

        assertThatThrownBy(() -> policies.save(policy, wrong))
                .asInstanceOf(type(ProblemException.class))
                .satisfies(refused -> {
                    assertThat(refused.code()).isEqualTo("policy_invalid");
                    assertThat(refused.problem().details().path("pointer").asText())
                            .isEqualTo("/max_rowz");
                });
        assertThat(policies.get(policy).version()).isEqualTo(1);
    }

    private static JsonNode json(String text) throws IOException {
        return Json.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
