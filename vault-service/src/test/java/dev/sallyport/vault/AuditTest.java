package dev.sallyport.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.audit.export.ExportReader;
import dev.sallyport.crypto.audit.export.Finding;
import dev.sallyport.crypto.audit.export.HeadTrust;
import dev.sallyport.crypto.audit.export.LogVerifier;
import dev.sallyport.crypto.audit.merkle.InclusionProof;
import dev.sallyport.crypto.codec.StrictBase64;
import dev.sallyport.crypto.codec.StrictJson;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.keys.Delegation;
import dev.sallyport.vault.stack.Vault;
import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The vault's own log, as an outsider sees it.
@QuarkusTest
@WithTestResource(VaultStack.class)
class AuditTest {

    private final VaultStack stack = VaultStack.current();

    @Test
    void the_event_that_an_answer_names_is_proven_to_a_head_signed_by_the_key_of_the_log() throws Exception {
        // Given
        var tenant = Vault.inNewTenant();
        var auditor = tenant.newKey("audit:read");
        var sealed = tenant.post("/api/v2/vault/seal", Vault.sealBody("postgresql://u:p@localhost:1/shop"))
                .expect(201);
        var event = sealed.json().path("meta").path("audit_event_id").asText();

        // When
        var proofs = proofs(auditor, event, 2);

        // Then
        assertThat(proofs).as("intent and conclusion").hasSize(2);
        for (JsonNode proof : proofs) {
            var head = ExportReader.head(
                    StrictJson.parseObject(proof.path("head").toString().getBytes(UTF_8)));
            var signer = logKey().trust(stack.postQuantum(), stack.rootKey());
            assertThat(head.head().logId()).isEqualTo("vault");
            assertThat(head.isSignedBy(Map.of(signer.id(), signer))).isTrue();
            List<Hash32> path = new ArrayList<>();
            proof.path("path").forEach(hash -> path.add(hash(hash)));
            assertThat(new InclusionProof(
                                    proof.path("leaf_index").asLong(),
                                    head.head().size(),
                                    path)
                            .verify(hash(proof.path("leaf_hash")), head.head().root()))
                    .isTrue();
        }
    }

    @Test
    void an_export_verifies_and_one_changed_bit_is_found() throws Exception {
        var tenant = Vault.inNewTenant();
        var auditor = tenant.newKey("audit:read");
        var event = auditor.get("/api/v2/audit/heads")
                .expect(200)
                .json()
                .path("meta")
                .path("audit_event_id")
                .asText();
        proofs(auditor, event, 1);

        var lines = lines(auditor);
        var changed = new ArrayList<>(lines);
        int at = changed.size() - 2;
        changed.set(at, changed.get(at).replaceFirst("\"operation\":\"(.)", "\"operation\":\"_"));

        assertThat(findings(lines)).isEmpty();
        assertThat(lines).anyMatch(line -> line.contains("audit.heads"));
        assertThat(findings(changed)).extracting(Finding::kind).contains(Finding.Kind.EDITED);
    }

    @Test
    void nobody_reads_another_tenants_events_and_nobody_reads_without_the_scope() throws Exception {
        var one = Vault.inNewTenant();
        var other = Vault.inNewTenant();
        var event = one.get("/api/v2/integrations")
                .expect(200)
                .json()
                .path("meta")
                .path("audit_event_id")
                .asText();
        proofs(one.newKey("audit:read"), event, 1);

        other.newKey("audit:read").get("/api/v2/audit/logs/" + event).expect(404, "not_found");
        other.newKey("audit:read").get("/api/v2/audit/logs/" + event + "/proof").expect(404, "not_found");
        one.newKey("vault:read").get("/api/v2/audit/logs").expect(403, "scope_missing");
        Vault.anonymous().get("/api/v2/audit/logs").expect(401);
        assertThat(lines(other.newKey("audit:read"))).noneMatch(line -> line.contains(one.tenant()));
    }

    private static List<JsonNode> proofs(Vault auditor, String event, int wanted) throws InterruptedException {
        List<JsonNode> proofs = new ArrayList<>();
        for (int i = 0; i < 100 && proofs.size() < wanted; i++) {
            proofs.clear();
            var reply = auditor.get("/api/v2/audit/logs/" + event + "/proof");
            reply.data().forEach(proofs::add);
            Thread.sleep(50);
        }
        return proofs;
    }

    private static List<String> lines(Vault auditor) throws Exception {
        var request = java.net.http.HttpRequest.newBuilder(Vault.url("/api/v2/audit/export"))
                .header("Content-Type", "application/json")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}"));
        auditor.headers().forEach(request::setHeader);
        try (var http = java.net.http.HttpClient.newHttpClient()) {
            var answer = http.send(request.build(), java.net.http.HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body().lines().toList();
        }
    }

    private List<Finding> findings(List<String> lines) {
        var verifier = new LogVerifier(new HeadTrust(stack.postQuantum(), stack.rootKey()));
        lines.forEach(verifier::line);
        return verifier.report(List.of()).findings();
    }

    /// The key that the directory publishes for the purpose `log`.
    private static Delegation logKey() {
        var keys = Vault.anonymous()
                .get("/.well-known/sallyport/keys")
                .expect(200)
                .json()
                .path("keys");
        for (JsonNode key : keys) {
            if (key.path("purpose").asText().equals("log")) {
                var word = key.path("delegation");
                var url = Base64.getUrlDecoder();
                return new Delegation(
                        SigningKeyId.of(key.path("kid").asText()),
                        url.decode(key.path("pub").asText()),
                        word.path("not_before").asLong(),
                        word.path("not_after").asLong(),
                        url.decode(word.path("signature").asText()),
                        word.path("log_id").asText());
            }
        }
        throw new AssertionError("no key of the log is published");
    }

    private static Hash32 hash(JsonNode base64) {
        return Hash32.of(StrictBase64.decode(base64.asText(), Hash32.BYTES));
    }
}
