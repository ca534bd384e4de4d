package dev.sallyport.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.vault.stack.Vault;
import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(VaultStack.class)
class IdempotencyTest {
    private static final String SEAL = "/api/v2/vault/seal";
    private static final String BODY =
            "{\"name\":\"x\",\"credential_type\":\"password\",\"values\":{\"password\":\"canary-idem-51\"}}";

    @Test
    void a_hundred_parallel_repeats_have_one_effect_and_one_answer() throws Exception {
        var admin = Vault.inNewTenant();
        var caller = admin.with("Idempotency-Key", UUID.randomUUID().toString());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = IntStream.range(0, 100)
                    .mapToObj(_ -> CompletableFuture.supplyAsync(() -> caller.post(SEAL, BODY), threads))
                    .toList();

            var answers = calls.stream()
                    .map(CompletableFuture::join)
                    .map(reply -> reply.expect(201).http().body())
                    .collect(Collectors.toSet());

            assertThat(answers).hasSize(1);
        }
        assertThat(credentials(admin)).isEqualTo(1);
    }

    @Test
    void another_body_under_the_same_key_is_refused_and_has_no_effect() {
        var admin = Vault.inNewTenant();
        var caller = admin.with("Idempotency-Key", "same");
        caller.post(SEAL, BODY).expect(201);

        caller.post(SEAL, BODY.replace("canary", "other")).expect(409, "idempotency_conflict");

        assertThat(credentials(admin)).isEqualTo(1);
    }

    @Test
    void the_same_key_of_another_tenant_is_another_key() {
        var one = Vault.inNewTenant();
        var two = Vault.inNewTenant();

        one.with("Idempotency-Key", "shared").post(SEAL, BODY).expect(201);
        two.with("Idempotency-Key", "shared").post(SEAL, BODY).expect(201);

        assertThat(credentials(one)).isEqualTo(1);
        assertThat(credentials(two)).isEqualTo(1);
    }

    @Test
    void a_refused_call_may_be_repeated_and_a_bad_key_is_refused() {
        var admin = Vault.inNewTenant();
        var caller = admin.with("Idempotency-Key", "retry");
        caller.post(SEAL, "{\"name\":\"x\"}").expect(400);

        caller.post(SEAL, BODY).expect(201);

        admin.with("Idempotency-Key", "x".repeat(129)).post(SEAL, BODY).expect(400, "invalid_idempotency_key");
        assertThat(credentials(admin)).isEqualTo(1);
    }

    @Test
    void a_key_that_was_shown_once_can_be_shown_again_to_its_maker_but_not_read_from_the_database() {
        var admin = Vault.inNewTenant();
        var caller = admin.with("Idempotency-Key", "issue-1");
        var body = Vault.keyRequest("vault:read").toString();

        var first = caller.post("/api/v2/security/api-keys", body).expect(201);
        var again = caller.post("/api/v2/security/api-keys", body).expect(201);

        assertThat(again.http().body()).isEqualTo(first.http().body());
        assertThat(again.http().headers().firstValue("Idempotent-Replay")).contains("true");
        var hex = java.util.HexFormat.of()
                .formatHex(first.data().path("api_key").asText().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThat(Vault.count("SELECT count(*) FROM vault.idempotency WHERE position('" + hex
                        + "' IN encode(sealed_answer, 'hex')) > 0"))
                .isZero();
    }

    private static long credentials(Vault caller) {
        return Vault.count("SELECT count(*) FROM vault.credential WHERE tenant_id = '" + caller.tenant() + "'");
    }
}
