package dev.sallyport.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sallyport.service.audit.AuditUnavailableException;
import dev.sallyport.testkit.canary.Canary;
import dev.sallyport.vault.cleanup.CleanUp;
import dev.sallyport.vault.cleanup.Swept;
import dev.sallyport.vault.stack.Vault;
import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(VaultStack.class)
@SuppressWarnings("NullAway.Init")
class CleanUpTest {
    private static final String LOCK = Long.toString(0x5A11_C1EA_0000_0001L);

    private final VaultStack stack = VaultStack.current();

    @Inject
    CleanUp cleanUp;

    @Test
    void the_bytes_of_a_superseded_record_are_gone_behind_its_rollback_time_and_not_before() throws Exception {
        // Given
        var caller = Vault.inNewTenant();
        var credential = caller.sealDsn(dsn());
        var old = recordHex(credential, 1);
        caller.post("/api/v2/vault/rotate/" + credential, "{\"values\":{\"dsn\":\"" + dsn() + "\"}}")
                .expect(200);
        round();
        assertThat(recordHex(credential, 1)).isEqualTo(old);

        // When
        run("UPDATE vault.credential_version SET keep_until = now() - interval '1 second'"
                + " WHERE keep_until IS NOT NULL AND credential_id = '" + credential + "'");
        var swept = round().orElseThrow();

        // Then
        assertThat(swept.erased())
                .contains(new Swept.Erased(caller.tenant(), credential, 1))
                .doesNotContain(new Swept.Erased(caller.tenant(), credential, 2));
        assertThat(VaultDump.of(stack)).doesNotContain(old);
        assertThat(recordHex(credential, 2)).isNotEmpty();
        assertThat(Vault.value("SELECT erased_at IS NOT NULL FROM vault.credential_version WHERE version = 1 AND"
                        + " credential_id = '" + credential + "'"))
                .isEqualTo("t");
        assertThat(erasures(credential)).as("intent and conclusion").isEqualTo(2);
    }

    @Test
    void without_the_audit_log_nothing_is_erased_and_the_next_round_does_it() throws Exception {
        // Given
        var caller = Vault.inNewTenant();
        var credential = caller.sealDsn(dsn());
        var old = recordHex(credential, 1);
        caller.post("/api/v2/vault/rotate/" + credential, "{\"values\":{\"dsn\":\"" + dsn() + "\"}}")
                .expect(200);
        run("UPDATE vault.credential_version SET keep_until = now() - interval '1 second'"
                + " WHERE keep_until IS NOT NULL AND credential_id = '" + credential + "'");

        // When
        run("ALTER TABLE audit.batch RENAME TO batch_away");
        Throwable refused;
        try {
            refused = catchThrowable(this::round);
        } finally {
            run("ALTER TABLE audit.batch_away RENAME TO batch");
        }

        // Then
        recovers(caller);
        assertThat(refused).hasCauseInstanceOf(AuditUnavailableException.class);
        assertThat(recordHex(credential, 1)).isEqualTo(old);
        assertThat(erasures(credential)).isZero();
        round();
        assertThat(recordHex(credential, 1)).isEmpty();
        assertThat(erasures(credential)).isEqualTo(2);
    }

    private static void recovers(Vault caller) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (caller.get("/api/v2/vault/credentials").status() != 200) {
            assertThat(System.nanoTime()).as("recovers in time").isLessThan(end);
            Thread.sleep(100);
        }
    }

    private static long erasures(String credential) {
        return Vault.count("SELECT count(*) FROM audit.event WHERE operation = 'credential.erase_superseded'"
                + " AND position('" + credential + "'::bytea in canonical) > 0");
    }

    @Test
    void a_record_in_force_is_never_erased_whatever_its_row_says() throws Exception {
        var caller = Vault.inNewTenant();
        var credential = caller.sealDsn(dsn());
        run("UPDATE vault.credential_version SET keep_until = now() - interval '1 day' WHERE credential_id = '"
                + credential + "'");

        round();

        assertThat(recordHex(credential, 1)).isNotEmpty();
    }

    @Test
    void answers_kept_for_a_repeated_call_go_behind_their_day() throws Exception {
        // Given
        var caller = Vault.inNewTenant();
        var key = UUID.randomUUID().toString();
        var body = Vault.keyRequest("vault:read").toString();
        var first = caller.with("Idempotency-Key", key).post("/api/v2/security/api-keys", body);
        first.expect(201);
        round();
        assertThat(caller.with("Idempotency-Key", key)
                        .post("/api/v2/security/api-keys", body)
                        .json())
                .isEqualTo(first.json());

        // When
        run("UPDATE vault.idempotency SET created_at = now() - interval '25 hours'");
        var swept = round().orElseThrow();

        // Then
        assertThat(swept.answers()).isPositive();
        assertThat(Vault.count("SELECT count(*) FROM vault.idempotency WHERE created_at < now() - interval '24 hours'"))
                .isZero();
    }

    @Test
    void refresh_tokens_go_when_their_whole_family_has_run_out() throws Exception {
        // Given
        var open = login();
        var dead = login();
        var deadPerson = family(dead);
        run("UPDATE vault.refresh_token SET expires_at = now() - interval '1 hour' WHERE family_id = '" + deadPerson
                + "'");

        // When
        var swept = round().orElseThrow();

        // Then
        assertThat(swept.refreshTokens()).isPositive();
        assertThat(Vault.count("SELECT count(*) FROM vault.refresh_token WHERE family_id = '" + deadPerson + "'"))
                .isZero();
        Vault.anonymous()
                .post("/api/v2/auth/refresh", "{\"refresh_token\":\"" + open + "\"}")
                .expect(200);
    }

    @Test
    void a_second_runner_goes_while_the_first_is_at_it() throws Exception {
        // Given
        try (var other = stack.postgres().superuser(stack.database())) {
            other.setAutoCommit(false);
            other.createStatement().execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
            run("UPDATE vault.idempotency SET created_at = now() - interval '25 hours'");

            // When
            var refused = round();

            // Then
            assertThat(refused).isEmpty();
            other.rollback();
        }
        assertThat(round()).isPresent();
    }

    @Test
    void every_stage_and_operation_is_in_the_metrics_and_no_value_is() throws Exception {
        var caller = Vault.inNewTenant();
        var planted = "canary" + UUID.randomUUID().toString().replace("-", "");
        var credential = caller.sealDsn("postgresql://u:" + planted + "@localhost:1/shop");
        caller.post("/api/v2/vault/rotate/" + credential, "{\"values\":{\"dsn\":\"" + dsn() + "\"}}")
                .expect(200);
        Vault.anonymous()
                .post("/api/v2/auth/login", "{\"email\":\"nobody@sallyport.test\",\"password\":\"wrong\"}")
                .expect(401);

        var metrics = Vault.text("/q/metrics");

        for (String stage : new String[] {"admit", "intend", "work", "commit", "conclude", "seal", "hash", "grant"}) {
            assertThat(metrics).contains("sallyport_vault_stage_seconds_bucket{stage=\"" + stage + "\"");
        }
        assertThat(metrics)
                .containsPattern("sallyport_vault_call_seconds_count\\{operation=\"credential.seal\",outcome=\"ok\"")
                .containsPattern("sallyport_vault_call_seconds_count\\{operation=\"credential.rotate\",outcome=\"ok\"")
                .containsPattern("sallyport_vault_call_seconds_count\\{operation=\"auth.login\","
                        + "outcome=\"unauthenticated\"");
        assertThat(new Canary(planted).formsIn(metrics)).isEmpty();
        assertThat(metrics).doesNotContain(caller.tenant()).doesNotContain(credential);
    }

    private Optional<Swept> round() throws Exception {
        return cleanUp.round().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private void run(String sql) {
        stack.postgres().run(stack.database(), sql);
    }

    private static String recordHex(String credential, int version) {
        return Vault.value("SELECT coalesce(encode(record, 'hex'), '') FROM vault.credential_version"
                + " WHERE credential_id = '" + credential + "' AND version = " + version);
    }

    private static String login() {
        return Vault.anonymous()
                .post(
                        "/api/v2/auth/login",
                        "{\"email\":\"" + VaultStack.ADMIN_EMAIL + "\",\"password\":\"" + VaultStack.ADMIN_LOGIN
                                + "\"}")
                .expect(200)
                .data()
                .path("refresh_token")
                .asText();
    }

    private static String family(String refreshToken) {
        return Vault.value("SELECT family_id FROM vault.refresh_token WHERE token_id =" + " encode(sha256('"
                + refreshToken + "'::bytea), 'hex')");
    }

    private String dsn() {
        var role = stack.postgres().newRole("shop_app");
        return "postgresql://" + role.name() + ":" + role.secret() + "@localhost:"
                + stack.postgres().port() + "/postgres";
    }
}
