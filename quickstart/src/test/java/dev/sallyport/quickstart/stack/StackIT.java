package dev.sallyport.quickstart.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.kms.EncryptionContext;
import dev.sallyport.crypto.sealed.SealedCredential;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.quickstart.cli.Progress;
import dev.sallyport.quickstart.files.DataFolder;
import dev.sallyport.quickstart.files.KeptSecrets;
import dev.sallyport.quickstart.kms.KmsPrincipal;
import dev.sallyport.quickstart.kms.LocalKms;
import dev.sallyport.quickstart.process.Readiness;
import dev.sallyport.sdk.ClientFile;
import dev.sallyport.sdk.SallyportClient;
import dev.sallyport.sdk.http.Json;
import dev.sallyport.sdk.problem.ProblemException;
import dev.sallyport.sdk.proxy.InsertResult;
import dev.sallyport.sdk.proxy.OperationRefusedException;
import dev.sallyport.sdk.proxy.Statement;
import dev.sallyport.sdk.proxy.Tokenize;
import dev.sallyport.sdk.vault.IntegrationRequest;
import dev.sallyport.sdk.vault.SealReceipt;
import dev.sallyport.sdk.vault.SealRequest;
import dev.sallyport.testkit.canary.Canary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KmsException;

/// The whole stack, every part a process of its own, driven through the SDK. The shop's password is a canary.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StackIT {

    private static final String PLANTED = "Canary-7f3Qz9LkW2-Do-Not-Leak";

    private Path data;
    private KeptSecrets kept;
    private Progress progress;
    private Stack stack;
    private SallyportClient client;

    @BeforeAll
    void start(@TempDir Path temp) throws Exception {
        data = temp.resolve("data");
        try (var folder = DataFolder.lock(data)) {
            kept = new KeptSecrets(folder.folder("secrets"));
            Files.writeString(kept.file("shop_app"), PLANTED);
            Files.setPosixFilePermissions(kept.file("shop_app"), PosixFilePermissions.fromString("rw-------"));
        }
        progress = new Progress(System.err);
        stack = Stack.start(new StackOptions(data, 0, 0), progress, begun -> {});
        client = SallyportClient.fromClientFile(stack.clientFile());
    }

    @AfterAll
    void stop() throws Exception {
        client.close();
        stack.close();
        progress.close();
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

        assertThat(asAdmin("SELECT stock FROM products WHERE sku = 'CLOCK-04'")).isEqualTo("60");
    }

    @Test
    void a_tokenized_value_never_reaches_the_customers_database() throws Exception {
        InsertResult inserted = client.proxy()
                .tokenizeAndInsert(
                        "customers",
                        Map.of("name", "Test Person", "email", "test.person@example.com", "city", "Bern"),
                        Map.of("email", Tokenize.as("email")));

        assertThat(asAdmin("SELECT email FROM customers WHERE name = 'Test Person'"))
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
                .create(IntegrationRequest.postgres("reads", credential(), "query"))
                .id();

        assertThatThrownBy(() -> client.proxy().on(reads).execute("UPDATE customers SET city = 'Nowhere'"))
                .isInstanceOfSatisfying(
                        OperationRefusedException.class,
                        refused -> assertThat(refused.code()).isEqualTo("operation_not_allowed"));
        assertThat(asAdmin("SELECT count(*) FROM customers WHERE city = 'Nowhere'"))
                .isEqualTo("0");
    }

    @Test
    void the_admin_of_the_client_file_owns_the_demo_tenant_and_administers_the_platform() throws Exception {
        try (ClientFile file = ClientFile.read(stack.clientFile());
                Secret typed = Secret.copyOf(
                        file.member("admin").path("password").asText().getBytes(UTF_8))) {
            var admin = client.vault().login(file.member("admin").path("email").asText(), typed);

            assertThat(admin.get(credential()).id()).isEqualTo(credential());
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
    void the_vaults_principal_is_denied_decrypt_of_what_the_vault_itself_sealed() throws Exception {
        SealedCredential record = SealedCredential.parse(sealedRecord());
        try (ClientFile file = ClientFile.read(stack.clientFile())) {
            var context = EncryptionContext.vaultSeal(file.tenantId(), credential(), 1);

            assertThat(open(KmsPrincipal.PROXY, record, context)).hasSize(32);
            assertThatThrownBy(() -> open(KmsPrincipal.VAULT, record, context))
                    .isInstanceOfSatisfying(
                            KmsException.class,
                            refused -> assertThat(refused.awsErrorDetails().errorCode())
                                    .isEqualTo("AccessDeniedException"));
            assertThatThrownBy(() -> open(
                            KmsPrincipal.PROXY, record, EncryptionContext.vaultSeal(TenantId.next(), credential(), 1)))
                    .isInstanceOf(KmsException.class);
        }
    }

    @Test
    void the_planted_password_is_in_no_file_database_process_health_or_metric() throws Exception {
        client.proxy().query("SELECT 1 AS one");
        assertThatThrownBy(() -> client.vault().get(CredentialId.next())).isInstanceOf(ProblemException.class);
        var canary = new Canary(PLANTED);

        assertThat(canary.filesBelow(data))
                .allMatch(found -> found.startsWith("secrets/shop_app") || found.startsWith("client.json"))
                .hasSize(2);
        for (String database : List.of("vault", "proxy")) {
            List<String> rows = rowsOf(database);
            assertThat(rows).as("rows of %s", database).isNotEmpty();
            assertThat(canary.formsIn(String.join("\n", rows))).isEmpty();
        }
        for (long pid : stack.pids()) {
            assertThat(canary.formsIn(Files.readAllBytes(Path.of("/proc/" + pid + "/cmdline"))))
                    .isEmpty();
            assertThat(canary.formsIn(Files.readAllBytes(Path.of("/proc/" + pid + "/environ"))))
                    .isEmpty();
        }
        for (var service : List.of(stack.vaultUrl(), stack.proxyUrl())) {
            for (String path : List.of("/q/health", "/q/metrics")) {
                try (var body = service.resolve(path).toURL().openStream()) {
                    assertThat(canary.formsIn(body.readAllBytes())).isEmpty();
                }
            }
        }
    }

    @Test
    void no_child_has_any_of_the_stacks_secrets_in_its_arguments_or_environment() throws Exception {
        for (String name : List.of("vault_app", "proxy_app", "vault_owner", "proxy_owner", "admin", "kms-proxy")) {
            var canary = new Canary(kept.text(name));
            for (long pid : stack.pids()) {
                assertThat(canary.formsIn(Files.readAllBytes(Path.of("/proc/" + pid + "/cmdline"))))
                        .isEmpty();
                assertThat(canary.formsIn(Files.readAllBytes(Path.of("/proc/" + pid + "/environ"))))
                        .isEmpty();
            }
        }
    }

    @Test
    void the_client_file_is_for_its_owner_alone_and_holds_exactly_what_is_promised() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(stack.clientFile())))
                .isEqualTo("rw-------");
        var names = new ArrayList<String>();
        Json.read(Files.readAllBytes(stack.clientFile())).fieldNames().forEachRemaining(names::add);
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "vault_url",
                        "proxy_url",
                        "tenant_id",
                        "api_key",
                        "hmac_key_id",
                        "hmac_secret",
                        "kem_key_id",
                        "kem_seed",
                        "root_public_key",
                        "credential_id",
                        "integration_id",
                        "admin",
                        "customer_database");
    }

    @Test
    void both_services_are_ready_and_internal_routes_refuse_plaintext() throws Exception {
        assertThat(Readiness.ask(stack.vaultUrl().resolve("/q/health/ready"))).isEqualTo(200);
        assertThat(Readiness.ask(stack.proxyUrl().resolve("/q/health/ready"))).isEqualTo(200);
        assertThat(Readiness.ask(stack.vaultUrl().resolve("/internal/v1/changes?after=0")))
                .isGreaterThanOrEqualTo(400);
    }

    private CredentialId credential() throws IOException {
        try (ClientFile file = ClientFile.read(stack.clientFile())) {
            return CredentialId.of(file.member("credential_id").asText());
        }
    }

    private byte[] sealedRecord() throws Exception {
        try (Connection admin = stack.platform().superuser("vault");
                var statement =
                        admin.prepareStatement("SELECT record FROM vault.credential_version WHERE credential_id = ?")) {
            statement.setString(1, credential().value());
            try (var rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                return rows.getBytes(1);
            }
        }
    }

    private byte[] open(KmsPrincipal principal, SealedCredential record, EncryptionContext context) throws IOException {
        var slot = record.kemKeyIds().getFirst();
        try (KmsClient kms = KmsClient.builder()
                .region(Region.of(LocalKms.region()))
                .endpointOverride(stack.kms())
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(principal.accessKeyId(), kept.text(principal.keptAs()))))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            return kms.decrypt(request -> request.keyId(record.kmsKeyRef(slot).value())
                            .ciphertextBlob(SdkBytes.fromByteArray(record.wrappedDataKey(slot)))
                            .encryptionContext(context.entries()))
                    .plaintext()
                    .asByteArray();
        }
    }

    private List<String> rowsOf(String database) throws Exception {
        var rows = new ArrayList<String>();
        try (Connection admin = stack.platform().superuser(database);
                var statement = admin.createStatement()) {
            var tables = new ArrayList<String>();
            try (var found = statement.executeQuery("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
                    + " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")) {
                while (found.next()) {
                    tables.add(found.getString(1));
                }
            }
            for (String table : tables) {
                try (var found = statement.executeQuery("SELECT t::text FROM " + table + " t")) {
                    while (found.next()) {
                        rows.add(table + " " + found.getString(1));
                    }
                }
            }
        }
        return rows;
    }

    private String asAdmin(String question) throws Exception {
        try (Connection admin = stack.customer().superuser("shop");
                var statement = admin.createStatement();
                var rows = statement.executeQuery(question)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
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
