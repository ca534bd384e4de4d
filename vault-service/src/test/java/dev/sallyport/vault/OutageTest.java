package dev.sallyport.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.vault.stack.Vault;
import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the vault keeps its rows and its audit log in goes away and comes back.
@QuarkusTest
@WithTestResource(VaultStack.class)
class OutageTest {
    private static final String DSN = "postgresql://u:p@localhost:1/shop";

    private final VaultStack stack = VaultStack.current();
    private Vault admin = Vault.anonymous();
    private Vault key = Vault.anonymous();

    @BeforeEach
    void newTenant() {
        admin = Vault.inNewTenant();
        key = admin.newKey("vault:read", "vault:write");
    }

    @Test
    void without_the_database_nothing_is_done_and_it_recovers_by_itself() throws Exception {
        // Given
        key.get("/api/v2/vault/credentials").expect(200);
        int probes = stack.proxy().probes();

        // When
        stack.postgres().stop();
        Vault.Reply read;
        Vault.Reply write;
        try {
            read = key.get("/api/v2/vault/credentials");
            write = key.post("/api/v2/vault/seal", Vault.sealBody(DSN));
        } finally {
            stack.postgres().resume();
        }

        // Then
        assertThat(read.status()).as("%s", read.json()).isEqualTo(503);
        assertThat(read.code()).isEqualTo("database_unavailable");
        assertThat(write.status()).isEqualTo(503);
        assertThat(read.json().toString() + write.json())
                .doesNotContain("localhost")
                .doesNotContain("vault_app");
        assertThat(stack.proxy().probes()).isEqualTo(probes);
        until(() -> key.get("/api/v2/vault/credentials").status() == 200);
        assertThat(Vault.count("SELECT count(*) FROM vault.credential WHERE tenant_id = '" + admin.tenant() + "'"))
                .isZero();
        key.post("/api/v2/vault/seal", Vault.sealBody(DSN)).expect(201);
    }

    @Test
    void without_the_audit_log_nothing_is_done_and_it_recovers_by_itself() throws Exception {
        // Given
        stack.postgres().run(stack.database(), "ALTER TABLE audit.batch RENAME TO batch_away");

        // When
        Vault.Reply read;
        Vault.Reply write;
        try {
            read = key.get("/api/v2/vault/credentials");
            write = key.post("/api/v2/vault/seal", Vault.sealBody(DSN));
        } finally {
            stack.postgres().run(stack.database(), "ALTER TABLE audit.batch_away RENAME TO batch");
        }

        // Then
        read.expect(503, "audit_unavailable");
        write.expect(503, "audit_unavailable");
        assertThat(Vault.count("SELECT count(*) FROM vault.credential WHERE tenant_id = '" + admin.tenant() + "'"))
                .isZero();
        until(() -> key.post("/api/v2/vault/seal", Vault.sealBody(DSN)).status() == 201);
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("recovers in time").isLessThan(end);
            Thread.sleep(200);
        }
    }
}
