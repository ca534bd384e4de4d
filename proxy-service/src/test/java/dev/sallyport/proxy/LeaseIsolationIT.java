package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Nothing that one call leaves in a session reaches the next call on the same connection.
class LeaseIsolationIT {

    private static final String SESSION = """
            SELECT pg_backend_pid(), current_user, session_user, current_setting('work_mem'),
              current_setting('search_path'), current_setting('timezone'), current_setting('statement_timeout'),
              coalesce(current_setting('app.secret', true), ''),
              (SELECT count(*) FROM pg_prepared_statements WHERE from_sql),
              (SELECT count(*) FROM pg_cursors WHERE name NOT LIKE '%unnamed%' AND name <> ''),
              (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()),
              (SELECT count(*) FROM pg_listening_channels()),
              (SELECT count(*) FROM pg_class WHERE relname = 'dirt'),
              (SELECT count(*) FROM orders)""";

    /// What nobody could ask for directly: the role's own functions do it.
    private static final String DIRTY = """
            CREATE FUNCTION dirty() RETURNS text LANGUAGE plpgsql AS $$
            BEGIN
              PERFORM set_config('work_mem', '1234kB', false), set_config('search_path', 'elsewhere', false),
                set_config('timezone', 'Asia/Tokyo', false), set_config('statement_timeout', '1h', false),
                set_config('app.secret', 'of the first caller', false), pg_advisory_lock(4711);
              EXECUTE 'CREATE TEMP TABLE dirt AS SELECT 1 AS x';
              EXECUTE 'PREPARE dirt AS SELECT 1';
              EXECUTE 'LISTEN dirt';
              EXECUTE 'DECLARE dirt CURSOR WITH HOLD FOR SELECT 1';
              RETURN pg_backend_pid()::text;
            END $$""";

    static CustomerDatabase shop;
    static TestKey key;
    static TestTenant.TestIntegration integration;

    @BeforeAll
    static void start() {
        shop = SharedInstallation.newShop(DIRTY, "CREATE TABLE pids (pid text)", "GRANT ALL ON pids TO PUBLIC");
        shop.server().run(shop.name(), "CREATE ROLE r_" + shop.name());
        shop.server()
                .run(
                        shop.name(),
                        "GRANT r_" + shop.name() + " TO " + shop.role().name(),
                        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO r_" + shop.name());
        TestTenant tenant = SharedInstallation.get().newTenant();
        key = tenant.newKey();
        integration = tenant.newIntegration(shop.dsn(), TestTenant::observed, "query", "execute", "transaction");
    }

    @Test
    void what_a_committed_call_left_in_its_session_is_gone_for_the_next() {
        // Given
        JsonArray clean = withoutPid(session());

        // When
        TestKey.Reply dirtied = key.execute(integration, "INSERT INTO pids SELECT dirty() RETURNING pid");

        // Then
        assertThat(dirtied.code()).as(dirtied.json().encode()).isEqualTo("ok");
        JsonArray next = sessionOf(dirtied.rows().getJsonArray(0).getString(0));
        assertThat(withoutPid(next)).isEqualTo(clean);
    }

    @Test
    void settings_and_locks_of_a_query_are_gone_for_the_next() {
        // Given
        JsonArray clean = withoutPid(session());

        // When
        TestKey.Reply dirtied = key.query(integration, """
                SELECT pg_backend_pid()::text, set_config('work_mem', '1234kB', false),
                  set_config('search_path', 'elsewhere', false), pg_advisory_lock(4712)::text,
                  set_config('default_transaction_read_only', 'on', false)""");

        // Then
        assertThat(dirtied.code()).as(dirtied.json().encode()).isEqualTo("ok");
        JsonArray next = sessionOf(dirtied.rows().getJsonArray(0).getString(0));
        assertThat(withoutPid(next)).isEqualTo(clean);
    }

    @Test
    void a_role_that_a_call_took_is_gone_for_the_next() {
        // Given
        JsonArray clean = withoutPid(session());

        // When
        TestKey.Reply dirtied = key.query(
                integration, "SELECT pg_backend_pid()::text, set_config('role', $1, false)", "r_" + shop.name());

        // Then
        assertThat(dirtied.code()).as(dirtied.json().encode()).isEqualTo("ok");
        JsonArray next = sessionOf(dirtied.rows().getJsonArray(0).getString(0));
        assertThat(withoutPid(next)).isEqualTo(clean);
    }

    @Test
    void a_transaction_that_failed_is_undone_before_the_next_call() {
        // Given
        JsonArray clean = withoutPid(session());
        JsonObject payload = new JsonObject()
                .put(
                        "statements",
                        new JsonArray()
                                .add(TestKey.statement("DELETE FROM orders"))
                                .add(TestKey.statement("INSERT INTO pids SELECT dirty()"))
                                .add(TestKey.statement("SELECT 1 / 0")));

        // When
        TestKey.Reply failed = key.call(integration.id().value(), "transaction", payload);

        // Then
        SharedInstallation.assertRefused(SharedInstallation.get(), failed, "statement_failed");
        assertThat(shop.look("SELECT count(*) FROM orders")).isEqualTo("50");
        assertThat(withoutPid(session())).isEqualTo(clean);
        SharedInstallation.assertNoOpenTransaction(shop);
        assertThat(shop.look("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711"))
                .isEqualTo("0");
    }

    private static JsonArray session() {
        TestKey.Reply reply = key.query(integration, SESSION);
        assertThat(reply.code()).as(reply.json().encode()).isEqualTo("ok");
        return reply.rows().getJsonArray(0);
    }

    /// What the session with this process id looks like to a later call; the test proves nothing on another one.
    private static JsonArray sessionOf(String pid) {
        AtomicReference<JsonArray> found = new AtomicReference<>(new JsonArray());
        Waiting.until("a later call gets the same connection", () -> {
            found.set(session());
            return String.valueOf(found.get().getValue(0)).equals(pid);
        });
        return found.get();
    }

    private static JsonArray withoutPid(JsonArray row) {
        JsonArray rest = row.copy();
        rest.remove(0);
        return rest;
    }
}
