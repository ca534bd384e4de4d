package dev.sallyport.quickstart.canary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.quickstart.stack.RunningStack;
import dev.sallyport.quickstart.tls.DevelopmentCa;
import dev.sallyport.sdk.answer.VerifiedAnswer;
import dev.sallyport.sdk.http.Json;
import dev.sallyport.sdk.problem.SallyportException;
import dev.sallyport.sdk.proxy.OperationRefusedException;
import dev.sallyport.sdk.proxy.ProxyApi;
import dev.sallyport.sdk.proxy.Statement;
import dev.sallyport.sdk.proxy.Tokenize;
import dev.sallyport.sdk.vault.IntegrationRequest;
import dev.sallyport.sdk.vault.SealRequest;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Drives a stack through every operation and many failures with planted passwords, and keeps what it answered.
final class CanaryDrive {

    private static final String[] OPERATIONS = {"query", "execute", "transaction", "tokenize_and_insert"};
    private static final String LONG_QUERY =
            "SELECT count(*) FROM customers a, customers b, customers c, customers d, customers e, customers f,"
                    + " customers g, customers h, customers i, customers j, customers k";

    private final RunningStack stack;
    private final Answers answers;
    private final int port;
    private final String ca;

    CanaryDrive(RunningStack stack, Answers answers, int port) throws Exception {
        this.stack = stack;
        this.answers = answers;
        this.port = port;
        this.ca = Files.readString(stack.data().resolve("tls/customer-ca.pem"));
    }

    /// Two roles whose passwords are planted, with the rights of the shop's own.
    void makeRoles() throws Exception {
        try (Connection admin = stack.customer();
                var statement = admin.createStatement()) {
            for (Planted planted : List.of(Planted.LIVE, Planted.NEXT)) {
                String role = role(planted);
                statement.execute("CREATE ROLE " + role + " LOGIN IN ROLE shop_app PASSWORD '" + planted.text() + "'");
                statement.execute("GRANT CONNECT ON DATABASE shop TO " + role);
            }
        }
    }

    /// Every operation, then every mistake that a caller can make in one.
    IntegrationId operations(CredentialId credential) throws Exception {
        IntegrationId integration = integrate("canary", credential);
        ProxyApi proxy = stack.client().proxy().on(integration);
        answered(() ->
                proxy.query("SELECT name, city FROM customers ORDER BY id").answer());
        answered(() -> proxy.execute("UPDATE products SET stock = stock WHERE sku = $1", "LAMP-01")
                .answer());
        answered(() -> proxy.transaction(List.of(Statement.of("UPDATE products SET stock = stock WHERE stock > $1", 0)))
                .answer());
        answered(() -> proxy.tokenizeAndInsert(
                        "customers",
                        Map.of("name", "Canary Person", "email", "canary.person@example.com", "city", "Bern"),
                        Map.of("email", Tokenize.as("email")))
                .answer());
        refused(() -> proxy.query("SELECT nothing_of_the_kind FROM customers"));
        refused(() -> proxy.query("SELECT id FROM orders WHERE id = $1", "no uuid"));
        refused(() -> proxy.query("SELECT salary FROM payroll"));
        refused(() -> proxy.query("SELECT rolpassword FROM pg_authid"));
        refused(() -> proxy.query("SELEKT"));
        refused(() -> proxy.execute("DELETE FROM customers"));
        refused(() -> proxy.execute("UPDATE products SET stock = -1 WHERE sku = $1", "LAMP-01"));
        refused(() -> proxy.query("WITH x AS (DELETE FROM orders RETURNING id) SELECT id FROM x"));
        timesOut(credential);
        losesItsConnection(proxy);
        return integration;
    }

    private void timesOut(CredentialId credential) {
        IntegrationId hurried = stack.client()
                .vault()
                .integrations()
                .create(IntegrationRequest.postgres("hurried", credential, OPERATIONS)
                        .with("limits", Json.object().put("statement_timeout_ms", 200)))
                .id();
        refused(() -> stack.client().proxy().on(hurried).query(LONG_QUERY));
    }

    private void losesItsConnection(ProxyApi proxy) throws Exception {
        Thread killer = Thread.ofVirtual().start(() -> {
            try (Connection admin = stack.customer();
                    var statement = admin.createStatement()) {
                for (int i = 0; i < 20; i++) {
                    Thread.sleep(100);
                    statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '"
                            + role(Planted.LIVE) + "' AND state = 'active'");
                }
            } catch (Exception e) {
                answers.keep(e);
            }
        });
        refused(() -> proxy.query(LONG_QUERY));
        killer.join();
    }

    /// DSNs that do not log in, are not permitted, or are no DSN.
    void mistakes() throws Exception {
        CredentialId wrong = seal("wrong", dsn(role(Planted.LIVE), Planted.WRONG, "&sslrootcert=" + encoded(ca)));
        refused(() -> stack.client().proxy().on(integrate("wrong", wrong)).query("SELECT 1 AS one"));
        Path other = Files.createTempDirectory("canary-ca");
        String otherCa = Files.readString(DevelopmentCa.ensure(other, "other", "other"));
        CredentialId foreign = seal("foreign", dsn("app", Planted.UNSAFE, "&sslrootcert=" + encoded(otherCa)));
        refused(() -> stack.client().proxy().on(integrate("foreign", foreign)).query("SELECT 1 AS one"));
        String unsafe = Planted.UNSAFE.encoded();
        for (String dsn : List.of(
                "postgresql://app:" + unsafe + "@localhost:" + port + "/shop?sslmode=disable",
                "postgresql://app:" + unsafe + "@localhost:" + port + "/shop?sslmode=verify-full&options=-c%20x%3Dy",
                "postgresql://app:" + unsafe + "@localhost:" + port + "/shop?" + unsafe + "=1",
                "postgresql://app:" + unsafe + "@169.254.169.254/shop?sslmode=verify-full",
                "postgresql://app:" + unsafe + "@@localhost/shop",
                "postgresql://app:" + Planted.UNSAFE.text() + "/@localhost/shop",
                "postgresql://" + unsafe + "@localhost/shop",
                "postgresql://app:x%zz" + unsafe + "@localhost/shop",
                "mysql://app:" + unsafe + "@localhost/shop",
                unsafe)) {
            assertThat(sealRaw("{\"name\":\"unsafe\",\"credential_type\":\"database_dsn\",\"values\":{\"dsn\":\"" + dsn
                            + "\"}}"))
                    .as(dsn)
                    .isEqualTo(422);
        }
    }

    /// Bodies that are no good JSON, or hold a secret where none belongs.
    void brokenBodies() throws Exception {
        String word = Planted.BROKEN.text();
        for (String body : List.of(
                "{\"name\":\"x\",\"credential_type\":\"database_dsn\",\"values\":{\"dsn\":\"" + word + "\"",
                "{\"values\":{\"dsn\":\"" + word + "\",\"dsn\":\"" + word + "\"}}",
                "{\"values\":[\"" + word + "\"]}",
                "{\"name\":\"x\",\"credential_type\":\"database_dsn\",\"values\":{\"dsn\":{\"" + word + "\":1}}}",
                "{\"name\":\"x\",\"credential_type\":\"database_dsn\",\"values\":{\"" + word + "\":\"y\"}}",
                "{\"name\":\"x\",\"credential_type\":\"" + word + "\",\"values\":{\"dsn\":\"y\"}}",
                "{\"name\":\"x\",\"credential_type\":\"database_dsn\",\"" + word + "\":{\"dsn\":\"y\"}}",
                "{\"name\":\"x\",\"credential_type\":\"api_key\",\"ttl_days\":\"" + word
                        + "\",\"values\":{\"api_key\":\"" + word + "\"}}",
                "\"" + word + "\"",
                word)) {
            assertThat(sealRaw(body)).as(body).isBetween(400, 422);
        }
        assertThat(sealRaw("{\"values\":{\"dsn\":\"" + word.repeat(50_000) + "\"}}"))
                .isEqualTo(413);
        assertThat(answers.send("POST", stack.proxyUrl().resolve("/api/v2/proxy/outbound"), word))
                .isEqualTo(400);
    }

    /// A secret of another type, listed, read and deleted.
    void opaque() throws Exception {
        CredentialId sealed;
        try (Secret value = Planted.OPAQUE.secret()) {
            sealed = stack.client()
                    .vault()
                    .seal(SealRequest.of("opaque", "api_key", Map.of("api_key", value)))
                    .credentialId();
        }
        for (String path : List.of("/api/v2/vault/credentials", "/api/v2/vault/credentials/" + sealed.value())) {
            assertThat(answers.get(stack.vaultUrl().resolve(path))).isEqualTo(200);
        }
        stack.client().vault().delete(sealed, false);
    }

    /// From the live role to the next one.
    void rotate(CredentialId credential, IntegrationId integration) throws Exception {
        try (Secret next = secret(dsn(role(Planted.NEXT), Planted.NEXT, "&sslrootcert=" + encoded(ca)))) {
            assertThat(stack.client()
                            .vault()
                            .rotate(credential, Map.of("dsn", next))
                            .version())
                    .isEqualTo(2);
        }
        try (Secret wrong = secret(dsn(role(Planted.NEXT), Planted.WRONG, "&sslrootcert=" + encoded(ca)))) {
            answers.keep(org.assertj.core.api.Assertions.catchThrowable(
                    () -> stack.client().vault().rotate(credential, Map.of("dsn", wrong))));
        }
        answered(() -> stack.client()
                .proxy()
                .on(integration)
                .query("SELECT current_user::text AS me")
                .answer());
    }

    /// What the services say of themselves and of the calls.
    void readings() throws Exception {
        for (String path : List.of("/q/health", "/q/health/ready", "/q/metrics")) {
            assertThat(answers.get(stack.vaultUrl().resolve(path))).isEqualTo(200);
            assertThat(answers.get(stack.proxyUrl().resolve(path))).isEqualTo(200);
        }
        assertThat(answers.get(stack.vaultUrl().resolve("/q/openapi"))).isEqualTo(200);
        assertThat(answers.get(stack.vaultUrl().resolve("/.well-known/sallyport/keys")))
                .isEqualTo(200);
        assertThat(answers.get(stack.proxyUrl().resolve("/api/v2/audit/logs?limit=200")))
                .isEqualTo(200);
        ByteArrayOutputStream export = new ByteArrayOutputStream();
        stack.client().audit().export(export);
        assertThat(export.toString(UTF_8).lines().count()).isGreaterThan(20);
        answers.keep("export", export.toByteArray());
    }

    /// The customer's database is gone, then the KMS: hot and cold pools both fail.
    void outages(IntegrationId integration) throws Exception {
        stack.process("postgres-customer").destroyForcibly();
        refused(() -> stack.client().proxy().on(integration).query("SELECT 1 AS one"));
        stack.process("kms").destroyForcibly();
        IntegrationId cold = integrate("cold", stack.credential());
        failed(() -> stack.client().proxy().on(cold).query("SELECT 1 AS one"));
        try (Secret value = Planted.OPAQUE.secret()) {
            failed(() -> stack.client().vault().seal(SealRequest.of("late", "api_key", Map.of("api_key", value))));
        }
    }

    CredentialId sealLive() throws Exception {
        return seal("canary", dsn(role(Planted.LIVE), Planted.LIVE, "&sslrootcert=" + encoded(ca)));
    }

    private CredentialId seal(String name, String dsn) {
        try (Secret sealed = secret(dsn)) {
            return stack.client()
                    .vault()
                    .seal(SealRequest.database(name, sealed))
                    .credentialId();
        }
    }

    private IntegrationId integrate(String name, CredentialId credential) {
        return stack.client()
                .vault()
                .integrations()
                .create(IntegrationRequest.postgres(name, credential, OPERATIONS))
                .id();
    }

    private int sealRaw(String body) throws Exception {
        return answers.send("POST", stack.vaultUrl().resolve("/api/v2/vault/seal"), body);
    }

    private void answered(Supplier<VerifiedAnswer> call) {
        VerifiedAnswer answer = call.get();
        answers.keep(answer.operation(), answer.plaintext());
        answers.keep(answer.operation() + " envelope", answer.envelope());
    }

    private void refused(Supplier<?> call) {
        assertThatThrownBy(call::get).isInstanceOfSatisfying(OperationRefusedException.class, refused -> {
            answers.keep(refused);
            answers.keep("refusal " + refused.code(), refused.answer().plaintext());
        });
    }

    private void failed(Supplier<?> call) {
        assertThatThrownBy(call::get).isInstanceOfSatisfying(SallyportException.class, answers::keep);
    }

    private String dsn(String user, Planted planted, String more) {
        return "postgresql://" + user + ":" + planted.encoded() + "@localhost:" + port + "/shop?sslmode=verify-full"
                + more;
    }

    private static String role(Planted planted) {
        return "canary_" + planted.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static Secret secret(String text) {
        return Secret.take(text.getBytes(UTF_8));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
