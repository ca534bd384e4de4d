package dev.sallyport.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.keys.Delegation;
import dev.sallyport.testkit.canary.Canary;
import dev.sallyport.vault.stack.Vault;
import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.KmsException;

@QuarkusTest
@WithTestResource(VaultStack.class)
class OperabilityTest {
    private static final Set<String> CONTRACT = Set.of(
            "POST /api/v2/tenants",
            "GET /api/v2/tenants",
            "GET /api/v2/tenants/{tenant_id}",
            "POST /api/v2/vault/seal",
            "POST /api/v2/vault/rotate/{credential_id}",
            "GET /api/v2/vault/credentials",
            "GET /api/v2/vault/list",
            "GET /api/v2/vault/entries",
            "GET /api/v2/vault/credentials/{credential_id}",
            "GET /api/v2/vault/entries/{credential_id}",
            "DELETE /api/v2/vault/credentials/{credential_id}",
            "DELETE /api/v2/vault/entries/{credential_id}",
            "POST /api/v2/certificate-authorities",
            "GET /api/v2/certificate-authorities",
            "GET /api/v2/certificate-authorities/{certificate_authority_id}",
            "DELETE /api/v2/certificate-authorities/{certificate_authority_id}",
            "POST /api/v2/integrations",
            "GET /api/v2/integrations",
            "GET /api/v2/integrations/{integration_id}",
            "PATCH /api/v2/integrations/{integration_id}",
            "DELETE /api/v2/integrations/{integration_id}",
            "POST /api/v2/integrations/{integration_id}/test",
            "POST /api/v2/proxy/integrations",
            "GET /api/v2/proxy/integrations",
            "GET /api/v2/proxy/integrations/{integration_id}",
            "PATCH /api/v2/proxy/integrations/{integration_id}",
            "DELETE /api/v2/proxy/integrations/{integration_id}",
            "POST /api/v2/proxy/integrations/{integration_id}/test",
            "POST /api/v2/policies",
            "GET /api/v2/policies",
            "GET /api/v2/policies/{policy_id}",
            "GET /api/v2/policies/{policy_id}/versions/{version}",
            "PATCH /api/v2/policies/{policy_id}",
            "PUT /api/v2/policies/{policy_id}",
            "DELETE /api/v2/policies/{policy_id}",
            "POST /api/v2/policies/{policy_id}/replay",
            "POST /api/v2/security/api-keys",
            "GET /api/v2/security/api-keys",
            "GET /api/v2/security/api-keys/{key_id}",
            "DELETE /api/v2/security/api-keys/{key_id}",
            "POST /api/v2/security/api-keys/{key_id}/rotate",
            "POST /api/v2/security/emergency-lockdown",
            "POST /api/v2/security/integrations/{integration_id}/revoke",
            "POST /api/v2/auth/login",
            "POST /api/v2/auth/refresh",
            "POST /api/v2/auth/logout",
            "POST /api/v2/auth/password",
            "POST /api/v2/security/people",
            "GET /api/v2/security/people",
            "GET /api/v2/security/people/{person_id}",
            "PATCH /api/v2/security/people/{person_id}",
            "DELETE /api/v2/security/people/{person_id}",
            "POST /api/v2/security/people/{person_id}/password",
            "GET /.well-known/sallyport/keys");

    private final VaultStack stack = VaultStack.current();

    @Test
    void the_served_openapi_document_has_exactly_the_routes_of_the_contract() {
        var document =
                Vault.anonymous().get("/q/openapi?format=json").expect(200).json();

        var served = new TreeSet<String>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(
                                method -> served.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));
        assertThat(served).containsExactlyInAnyOrderElementsOf(CONTRACT);
    }

    @Test
    void the_key_directory_gives_keys_whose_delegations_the_root_has_signed() {
        var key = Vault.anonymous()
                .get("/.well-known/sallyport/keys")
                .expect(200)
                .json()
                .path("keys")
                .path(0);

        assertThat(key.path("kty").asText()).isEqualTo("AKP");
        assertThat(key.path("alg").asText()).isEqualTo("ML-DSA-65");
        var delegation = key.path("delegation");
        var url = Base64.getUrlDecoder();
        new Delegation(
                        SigningKeyId.of(key.path("kid").asText()),
                        url.decode(key.path("pub").asText()),
                        delegation.path("not_before").asLong(),
                        delegation.path("not_after").asLong(),
                        url.decode(delegation.path("signature").asText()))
                .trust(stack.postQuantum(), stack.rootKey());
    }

    @Test
    void health_shows_what_the_service_stands_on() {
        var ready = Vault.anonymous().get("/q/health/ready").expect(200).json();
        var live = Vault.anonymous().get("/q/health/live").expect(200).json();

        assertThat(names(ready)).contains("database", "audit", "links");
        assertThat(live.toString()).contains("crypto");
    }

    @Test
    void the_vault_principal_can_seal_and_is_denied_to_decrypt() {
        var caller = Vault.inNewTenant();
        var credential = caller.sealDsn("postgresql://u:p@localhost:1/shop");
        var record = dev.sallyport.crypto.sealed.SealedCredential.parse(java.util.HexFormat.of()
                .parseHex(
                        Vault.value("SELECT encode(record, 'hex') FROM vault.credential_version WHERE credential_id = '"
                                + credential + "'")));
        var kemKey = record.kemKeyIds().getFirst();
        var context = java.util.Map.of(
                "app", "sallyport",
                "purpose", "vault-seal",
                "tenant_id", caller.tenant(),
                "credential_id", credential,
                "version", "1");
        try (var asVault = stack.kms().client(stack.kms().vault());
                var asProxy = stack.kms().client(stack.kms().proxy())) {
            assertThat(asProxy.decrypt(request -> request.keyId(
                                            record.kmsKeyRef(kemKey).value())
                                    .ciphertextBlob(SdkBytes.fromByteArray(record.wrappedDataKey(kemKey)))
                                    .encryptionContext(context))
                            .plaintext()
                            .asByteArray())
                    .hasSize(32);
            assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                    KmsException.class,
                                    () -> asVault.decrypt(request -> request.keyId(
                                                    record.kmsKeyRef(kemKey).value())
                                            .ciphertextBlob(SdkBytes.fromByteArray(record.wrappedDataKey(kemKey)))
                                            .encryptionContext(context)))
                            .awsErrorDetails()
                            .errorCode())
                    .isEqualTo("AccessDeniedException");
        }
    }

    @Test
    void an_unsealing_key_that_somebody_put_into_the_table_is_not_sealed_to() {
        var caller = Vault.inNewTenant();
        stack.postgres()
                .run(
                        stack.database(),
                        "UPDATE vault.unsealing_key SET public_key = (SELECT public_key FROM vault.unsealing_key WHERE"
                                + " tenant_id <> '" + caller.tenant() + "' LIMIT 1) WHERE tenant_id = '"
                                + caller.tenant()
                                + "'");

        caller.post("/api/v2/vault/seal", Vault.sealBody("postgresql://u:p@localhost:1/shop"))
                .expect(500, "internal_error");

        assertThat(Vault.count("SELECT count(*) FROM vault.credential WHERE tenant_id = '" + caller.tenant() + "'"))
                .isZero();
    }

    @Test
    void a_canary_password_is_in_no_answer_log_table_metric_or_health_page() throws Exception {
        var caller = Vault.inNewTenant();
        var planted = "canary" + UUID.randomUUID().toString().replace("-", "");
        var canary = new Canary(planted);
        var dsn = "postgresql://u:" + planted + "@localhost:1/shop";
        var pages = new StringBuilder();
        try (var logs = new LogTrap()) {
            var id = caller.sealDsn(dsn);
            pages.append(caller.post("/api/v2/vault/seal", Vault.sealBody(dsn + "?options=x"))
                    .expect(422)
                    .json());
            pages.append(caller.post("/api/v2/vault/seal", Vault.sealBody(dsn).replace("\"name\"", "\"nam\""))
                    .expect(400)
                    .json());
            pages.append(caller.post("/api/v2/vault/seal", Vault.sealBody(dsn).replace("}}", "}"))
                    .expect(400)
                    .json());
            pages.append(caller.post("/api/v2/vault/rotate/" + id, "{\"values\":{\"dsn\":\"" + dsn + "\"}}")
                    .expect(422)
                    .json());
            pages.append(login(planted).expect(401).json());
            for (String path : new String[] {"/q/metrics", "/q/health", "/q/openapi"}) {
                pages.append(raw(path));
            }
            pages.append(caller.get("/api/v2/vault/credentials").expect(200).json());

            assertThat(logs.text()).contains("dev.sallyport");
            assertThat(canary.formsIn(logs.text())).isEmpty();
        }
        assertThat(canary.formsIn(pages.toString())).isEmpty();
        assertThat(canary.formsIn(VaultDump.of(stack))).isEmpty();
        assertThat(new Canary(VaultStack.ADMIN_LOGIN).formsIn(VaultDump.of(stack)))
                .isEmpty();
    }

    private static Vault.Reply login(String typed) {
        return Vault.anonymous()
                .post("/api/v2/auth/login", "{\"email\":\"x@sallyport.test\",\"password\":\"" + typed + "\"}");
    }

    private static String raw(String path) throws Exception {
        try (var http = java.net.http.HttpClient.newHttpClient()) {
            return http.send(
                            java.net.http.HttpRequest.newBuilder(Vault.url(path))
                                    .build(),
                            java.net.http.HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static Set<String> names(JsonNode health) {
        var names = new TreeSet<String>();
        health.path("checks").forEach(check -> names.add(check.path("name").asText()));
        return names;
    }
}
