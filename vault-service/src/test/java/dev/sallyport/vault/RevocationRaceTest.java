package dev.sallyport.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.crypto.codec.StrictBase64;
import dev.sallyport.vault.stack.Hop;
import dev.sallyport.vault.stack.Vault;
import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Changes beside a revocation, many rounds of them: what is revoked stays revoked in its row and in its signed grant,
/// and nobody waits for a lock in a circle (PostgreSQL would end one of them with an error, which would be a 500).
@QuarkusTest
@WithTestResource(VaultStack.class)
class RevocationRaceTest {
    private static final int ROUNDS = 15;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final VaultStack stack = VaultStack.current();
    private final Hop hop = new Hop(stack);
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private Vault admin = Vault.anonymous();

    @BeforeEach
    void newTenant() {
        admin = Vault.inNewTenant();
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void no_change_of_an_integration_or_its_credential_revives_it() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var credential = admin.sealDsn(dsn());
            var next = dsn();
            var id = admin.integrate(credential);
            var neighbour = admin.integrate(credential);
            var path = "/api/v2/integrations/" + id;

            var replies = together(List.of(
                    () -> admin.post("/api/v2/security/integrations/" + id + "/revoke", "{}"),
                    () -> admin.patch(path, "{\"name\":\"a\"}"),
                    () -> admin.patch(path, "{\"allowed_operations\":[\"query\",\"execute\"]}"),
                    () -> admin.patch(path, "{\"credential_id\":\"" + credential + "\"}"),
                    () -> admin.post("/api/v2/vault/rotate/" + credential, "{\"values\":{\"dsn\":\"" + next + "\"}}"),
                    () -> admin.patch("/api/v2/integrations/" + neighbour, "{\"name\":\"b\"}")));

            assertThat(replies.getFirst().status()).isEqualTo(200);
            assertThat(replies)
                    .allSatisfy(reply ->
                            assertThat(reply.status()).as("%s", reply.json()).isIn(200, 409));
            assertThat(admin.get(path).expect(200).data().path("state").asText())
                    .isEqualTo("revoked");
            assertThat(signedState("/internal/v1/grants/integrations/" + id)).isEqualTo("revoked");
            assertThat(signedState("/internal/v1/grants/integrations/" + neighbour))
                    .isEqualTo("active");
        }
    }

    @Test
    void no_rotation_of_a_key_revives_it() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var key = admin.issueKey(_ -> {}, "vault:read").data();
            var id = key.path("key_id").asText();
            var rotate = "/api/v2/security/api-keys/" + id + "/rotate";

            var replies = together(List.of(
                    () -> admin.post("/api/v2/security/emergency-lockdown", "{\"api_key_id\":\"" + id + "\"}"),
                    () -> admin.post(rotate, "{}"),
                    () -> admin.post(rotate, "{}"),
                    () -> admin.post(rotate, "{\"overlap_seconds\":0}")));

            assertThat(replies.getFirst().status()).isEqualTo(200);
            assertThat(replies)
                    .allSatisfy(reply ->
                            assertThat(reply.status()).as("%s", reply.json()).isIn(200, 409));
            assertThat(signedState("/internal/v1/grants/api-keys/" + id)).isEqualTo("revoked");
            for (Vault.Reply reply : replies) {
                if (reply.data().has("api_key")) {
                    Vault.key(reply.data().path("api_key").asText())
                            .get("/api/v2/vault/credentials")
                            .expect(401, "unauthenticated");
                }
            }
        }
    }

    private List<Vault.Reply> together(List<Supplier<Vault.Reply>> calls) throws Exception {
        var start = new CyclicBarrier(calls.size());
        var running = new ArrayList<CompletableFuture<Vault.Reply>>();
        for (Supplier<Vault.Reply> call : calls) {
            running.add(CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            start.await(10, TimeUnit.SECONDS);
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                        return call.get();
                    },
                    threads));
        }
        var replies = new ArrayList<Vault.Reply>();
        for (CompletableFuture<Vault.Reply> reply : running) {
            replies.add(reply.get(30, TimeUnit.SECONDS));
        }
        return replies;
    }

    private String signedState(String path) throws Exception {
        JsonNode grant = JSON.readTree(
                StrictBase64.decode(hop.get(path).json().path("grant").asText()));
        return grant.path("state").asText();
    }

    private String dsn() {
        var role = stack.postgres().newRole("shop_app");
        return "postgresql://" + role.name() + ":" + role.secret() + "@localhost:"
                + stack.postgres().port() + "/postgres";
    }
}
