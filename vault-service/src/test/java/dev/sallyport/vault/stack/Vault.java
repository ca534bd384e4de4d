package dev.sallyport.vault.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.codec.StrictBase64;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

/// A caller of the vault under test, over HTTP, with headers of its own.
public final class Vault {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final VaultStack STACK = VaultStack.current();
    private static String adminToken = "";

    private final Map<String, String> headers;

    private Vault(Map<String, String> headers) {
        this.headers = headers;
    }

    /// What came back.
    public record Reply(int status, JsonNode json, HttpResponse<String> http) {
        public JsonNode data() {
            return json.path("data");
        }

        public String code() {
            return json.path("error").path("code").asText();
        }

        /// Requires a status, showing the answer where it is another.
        public Reply expect(int wanted) {
            assertThat(status).as("%s", json).isEqualTo(wanted);
            return this;
        }

        /// Requires a problem with this code, in the form of the contract.
        public Reply expect(int wanted, String code) {
            expect(wanted);
            assertThat(code()).as("%s", json).isEqualTo(code);
            assertThat(http.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(json.path("success").asBoolean(true)).isFalse();
            assertThat(json.path("status").asInt()).isEqualTo(wanted);
            assertThat(json.path("meta").path("request_id").asText()).startsWith("req_");
            return this;
        }
    }

    /// Nobody.
    public static Vault anonymous() {
        return new Vault(Map.of());
    }

    /// The platform administrator.
    public static synchronized Vault admin() {
        if (adminToken.isEmpty()) {
            var reply = anonymous()
                    .post(
                            "/api/v2/auth/login",
                            "{\"email\":\"" + VaultStack.ADMIN_EMAIL + "\",\"password\":\"" + VaultStack.ADMIN_LOGIN
                                    + "\"}")
                    .expect(200);
            adminToken = reply.data().path("access_token").asText();
        }
        return bearer(adminToken);
    }

    public static Vault bearer(String token) {
        return new Vault(Map.of("Authorization", "Bearer " + token));
    }

    public static Vault key(String apiKey) {
        return new Vault(Map.of("X-API-Key", apiKey));
    }

    /// The same caller with a header more.
    public Vault with(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Vault(more);
    }

    /// The administrator in a new tenant.
    public static Vault inNewTenant() {
        var tenant = admin().post("/api/v2/tenants", "{\"name\":\"Test\"}").expect(201);
        return admin().with(
                        "X-Sallyport-Tenant", tenant.data().path("tenant_id").asText());
    }

    public Map<String, String> headers() {
        return headers;
    }

    public String tenant() {
        return headers.getOrDefault("X-Sallyport-Tenant", "");
    }

    /// A new key of this caller's tenant with these scopes.
    public Vault newKey(String... scopes) {
        return key(issueKey(object -> {}, scopes).data().path("api_key").asText());
    }

    /// Makes a key and gives the whole answer.
    public Reply issueKey(java.util.function.Consumer<ObjectNode> more, String... scopes) {
        var body = keyRequest(scopes);
        more.accept(body);
        return post("/api/v2/security/api-keys", body.toString()).expect(201);
    }

    /// The body of the call that makes a key.
    public static ObjectNode keyRequest(String... scopes) {
        var body = JSON.createObjectNode().put("name", "test key");
        var list = body.putArray("scopes");
        for (String scope : scopes) {
            list.add(scope);
        }
        try (var key = STACK.postQuantum().kemPrivateKey(STACK.postQuantum().newKemSeed())) {
            return body.put(
                    "kem_public_key", StrictBase64.encode(key.publicKey().toBytes()));
        }
    }

    /// Seals a DSN and gives the credential's id.
    public String sealDsn(String dsn) {
        return post("/api/v2/vault/seal", sealBody(dsn))
                .expect(201)
                .data()
                .path("credential_id")
                .asText();
    }

    public static String sealBody(String dsn) {
        var body = JSON.createObjectNode().put("name", "shop").put("credential_type", "database_dsn");
        body.putObject("values").put("dsn", dsn);
        return body.toString();
    }

    /// Uploads a CA and gives its id.
    public String uploadCa(String pem) {
        return post("/api/v2/certificate-authorities", caBody(pem))
                .expect(201)
                .data()
                .path("certificate_authority_id")
                .asText();
    }

    public static String caBody(String pem) {
        return JSON.createObjectNode().put("name", "shop").put("pem", pem).toString();
    }

    /// Makes an integration for `query` and gives its id.
    public String integrate(String credentialId) {
        return post("/api/v2/integrations", integrationBody(credentialId))
                .expect(201)
                .data()
                .path("integration_id")
                .asText();
    }

    public static String integrationBody(String credentialId) {
        return "{\"name\":\"shop\",\"system_type\":\"postgres\",\"credential_id\":\"" + credentialId
                + "\",\"allowed_operations\":[\"query\"]}";
    }

    public Reply get(String path) {
        return call("GET", path, null);
    }

    public Reply post(String path, String body) {
        return call("POST", path, body);
    }

    public Reply patch(String path, String body) {
        return call("PATCH", path, body);
    }

    public Reply delete(String path) {
        return call("DELETE", path, null);
    }

    public Reply call(String method, String path, @org.jspecify.annotations.Nullable String body) {
        var request = HttpRequest.newBuilder(url(path))
                .timeout(Duration.ofSeconds(30))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::setHeader);
        try {
            var response = HTTP.send(request.build(), BodyHandlers.ofString());
            var text = response.body().isEmpty() ? "{}" : response.body();
            return new Reply(response.statusCode(), JSON.readTree(text), response);
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /// What stands at a path, whatever it is.
    public static String text(String path) {
        try {
            return HTTP.send(HttpRequest.newBuilder(url(path)).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new AssertionError(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public static URI url(String path) {
        int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
        return URI.create("http://localhost:" + port + path);
    }

    /// A number out of the vault's own database, as the superuser sees it.
    public static long count(String sql) {
        return Long.parseLong(value(sql));
    }

    /// A value out of the vault's own database, as the superuser sees it.
    public static String value(String sql) {
        try (Connection connection = STACK.postgres().superuser(STACK.database());
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }
}
