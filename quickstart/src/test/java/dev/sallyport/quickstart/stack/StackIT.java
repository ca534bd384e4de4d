package dev.sallyport.quickstart.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.quickstart.process.Readiness;
import dev.sallyport.sdk.ClientFile;
import dev.sallyport.sdk.SallyportClient;
import dev.sallyport.sdk.proxy.InsertResult;
import dev.sallyport.sdk.proxy.OperationRefusedException;
import dev.sallyport.sdk.proxy.Statement;
import dev.sallyport.sdk.proxy.Tokenize;
import dev.sallyport.sdk.vault.IntegrationRequest;
import dev.sallyport.sdk.vault.SealReceipt;
import dev.sallyport.sdk.vault.SealRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The whole stack, every part a process of its own, driven through the SDK.
@ExtendWith(SharedStack.class)
class StackIT {

    private final RunningStack stack;
    private final SallyportClient client;

    StackIT(RunningStack stack) {
        this.stack = stack;
        this.client = stack.client();
    }

    @Test
    void a_query_is_answered_verified() {
        var found = client.proxy().query("SELECT name FROM customers WHERE city = $1", "Berlin");

        assertThat(found.single().cell("name").asText()).isEqualTo("Ada Sommer");
        assertThat(found.answer().auditEventId().value()).startsWith("aud_");
    }

    @Test
    void a_transaction_that_fails_in_the_middle_keeps_nothing() throws Exception {
        assertThatThrownBy(() -> client.proxy()
                        .transaction(List.of(
                                Statement.of("UPDATE products SET stock = 0 WHERE sku = $1", "CLOCK-04"),
                                Statement.of("UPDATE products SET stock = -1 WHERE sku = $1", "CLOCK-04"))))
                .isInstanceOf(OperationRefusedException.class);

        assertThat(stack.asAdmin("SELECT stock FROM products WHERE sku = 'CLOCK-04'"))
                .isEqualTo("60");
    }

    @Test
    void a_tokenized_value_never_reaches_the_customers_database() throws Exception {
        InsertResult inserted = client.proxy()
                .tokenizeAndInsert(
                        "customers",
                        Map.of("name", "Test Person", "email", "test.person@example.com", "city", "Bern"),
                        Map.of("email", Tokenize.as("email")));

        assertThat(stack.asAdmin("SELECT email FROM customers WHERE name = 'Test Person'"))
                .isEqualTo(inserted.token("email"))
                .doesNotContain("test.person");
    }

    @Test
    void what_the_shops_role_may_not_do_is_refused_and_signed() {
        assertThatThrownBy(() -> client.proxy().query("SELECT salary FROM payroll"))
                .isInstanceOfSatisfying(
                        OperationRefusedException.class,
                        refused -> assertThat(refused.code()).isEqualTo("statement_failed"));
    }

    @Test
    void an_operation_that_the_integration_does_not_name_has_no_effect() throws Exception {
        var reads = client.vault()
                .integrations()
                .create(IntegrationRequest.postgres("reads", stack.credential(), "query"))
                .id();

        assertThatThrownBy(() -> client.proxy().on(reads).execute("UPDATE customers SET city = 'Nowhere'"))
                .isInstanceOfSatisfying(
                        OperationRefusedException.class,
                        refused -> assertThat(refused.code()).isEqualTo("operation_not_allowed"));
        assertThat(stack.asAdmin("SELECT count(*) FROM customers WHERE city = 'Nowhere'"))
                .isEqualTo("0");
    }

    @Test
    void the_admin_of_the_client_file_owns_the_demo_tenant_and_administers_the_platform() throws Exception {
        try (ClientFile file = ClientFile.read(stack.clientFile());
                Secret typed = Secret.copyOf(
                        file.member("admin").path("password").asText().getBytes(UTF_8))) {
            var admin = client.vault().login(file.member("admin").path("email").asText(), typed);

            assertThat(admin.get(stack.credential()).id()).isEqualTo(stack.credential());
            assertThat(admin.tenants().list(10, "").items())
                    .anyMatch(tenant -> tenant.id().equals(file.tenantId()));
        }
    }

    @Test
    void the_dsn_of_the_client_file_can_be_sealed_again_and_a_superusers_is_found_out() throws Exception {
        try (ClientFile file = ClientFile.read(stack.clientFile());
                Secret dsn = secret(file, "dsn");
                Secret admin = withCa(file)) {
            assertThat(client.vault().seal(SealRequest.database("again", dsn)).version())
                    .isEqualTo(1);
            SealReceipt risky = client.vault().seal(SealRequest.database("superuser", admin));
            assertThat(risky.findings())
                    .extracting("code")
                    .anyMatch(code -> code.toString().contains("superuser"));
        }
    }

    @Test
    void both_services_are_ready_and_internal_routes_refuse_plaintext() throws Exception {
        assertThat(Readiness.ask(stack.vaultUrl().resolve("/q/health/ready"))).isEqualTo(200);
        assertThat(Readiness.ask(stack.proxyUrl().resolve("/q/health/ready"))).isEqualTo(200);
        assertThat(Readiness.ask(stack.vaultUrl().resolve("/internal/v1/changes?after=0")))
                .isGreaterThanOrEqualTo(400);
    }

    private static Secret secret(ClientFile file, String name) {
        return Secret.copyOf(
                file.member("customer_database").path(name).asText().getBytes(UTF_8));
    }

    /// The admin's DSN with the authority that the application's DSN carries.
    private static Secret withCa(ClientFile file) {
        String dsn = file.member("customer_database").path("dsn").asText();
        String admin = file.member("customer_database").path("admin_dsn").asText();
        return Secret.copyOf((admin + dsn.substring(dsn.indexOf("&sslrootcert="))).getBytes(UTF_8));
    }
}
