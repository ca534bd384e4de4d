package dev.sallyport.vault;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.audit.AuditEventCodec;
import dev.sallyport.crypto.audit.What;
import dev.sallyport.vault.stack.Vault;
import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// That an installation keeps a platform administrator, and what the audit says of a change.
@QuarkusTest
@WithTestResource(VaultStack.class)
class PeopleChangeTest {
    private static final String PEOPLE = "/api/v2/security/people";
    private static final String LOGIN = "a-long-password";

    private final VaultStack stack = VaultStack.current();

    /// @param home where the person lives
    private record Person(String id, Vault home, Vault caller) {}

    @Test
    void platform_administrators_of_two_tenants_who_disable_each_other_at_once_leave_one() throws Exception {
        for (int round = 0; round < 3; round++) {
            // Given two who are alone
            var one = newPlatformAdministrator();
            var other = newPlatformAdministrator();
            var pair = "('" + one.id() + "', '" + other.id() + "')";
            var both = "FROM vault.person WHERE person_id IN " + pair;
            var others = Vault.value("WITH gone AS (UPDATE vault.person SET platform_admin = false "
                    + "WHERE platform_admin AND state = 'active' AND person_id NOT IN " + pair
                    + " RETURNING person_id) "
                    + "SELECT string_agg(quote_literal(person_id), ',') FROM gone");

            // When both are held until both are about to happen
            List<Integer> statuses;
            try (var gate = stack.postgres().superuser(stack.database())) {
                gate.setAutoCommit(false);
                gate.createStatement().execute("SELECT 1 " + both + " FOR UPDATE");
                var calls = List.of(
                        CompletableFuture.supplyAsync(() -> disable(one, other)),
                        CompletableFuture.supplyAsync(() -> disable(other, one)));
                awaitBlocked(2);
                gate.commit();
                statuses = calls.stream().map(CompletableFuture::join).sorted().toList();
            } finally {
                setPlatformAdministrators(true, others);
            }

            // Then
            assertThat(statuses).containsExactly(200, 409);
            assertThat(Vault.count("SELECT count(*) " + both + " AND state = 'active'"))
                    .isEqualTo(1);
            setPlatformAdministrators(false, "'" + one.id() + "', '" + other.id() + "'");
        }
    }

    @Test
    void the_audit_says_which_role_and_state_were_asked_for() {
        var root = Vault.inNewTenant();
        var person = newPerson(root, "viewer");
        var path = PEOPLE + "/" + person.id();

        assertDetails(root.patch(path, "{\"role\":\"editor\"}").expect(200), "role=editor");
        assertDetails(
                root.patch(path, "{\"role\":\"auditor\",\"state\":\"disabled\"}")
                        .expect(200),
                "role=auditor",
                "state=disabled");
        assertDetails(root.patch(path, "{\"state\":\"active\"}").expect(200), "state=active");
        var planted = root.patch(path, "{\"role\":\"per_planted\",\"state\":\"planted\"}")
                .expect(400);
        assertDetails(planted);
        assertDetails(root.delete(path).expect(200), "state=disabled");
    }

    /// In a tenant of its own.
    private Person newPlatformAdministrator() {
        var person = newPerson(Vault.inNewTenant(), "viewer");
        setPlatformAdministrators(true, "'" + person.id() + "'");
        return person;
    }

    private static Person newPerson(Vault home, String role) {
        var login = "{\"email\":\"p-" + UUID.randomUUID() + "@sallyport.test\",\"password\":\"" + LOGIN + "\"";
        var id = home.post(PEOPLE, login + ",\"role\":\"" + role + "\"}")
                .expect(201)
                .data()
                .path("person_id")
                .asText();
        var session = Vault.anonymous()
                .post("/api/v2/auth/login", login + "}")
                .expect(200)
                .data();
        return new Person(id, home, Vault.bearer(session.path("access_token").asText()));
    }

    private void setPlatformAdministrators(boolean on, String ids) {
        stack.postgres()
                .run(
                        stack.database(),
                        "UPDATE vault.person SET platform_admin = " + on + " WHERE person_id IN (" + ids + ")");
    }

    private static int disable(Person caller, Person other) {
        return caller.caller()
                .with("X-Sallyport-Tenant", other.home().tenant())
                .delete(PEOPLE + "/" + other.id())
                .status();
    }

    private static void awaitBlocked(int calls) throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            if (Vault.count("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") >= calls) {
                return;
            }
            Thread.sleep(25);
        }
        throw new AssertionError("the calls do not meet");
    }

    private static void assertDetails(Vault.Reply reply, String... expected) {
        var events = requireNonNull(
                Vault.value("SELECT string_agg(encode(canonical, 'hex'), ' ') FROM audit.event " + "WHERE event_id = '"
                        + reply.json().path("meta").path("audit_event_id").asText() + "'"));
        for (String event : events.split(" ")) {
            var what = (What.Administration)
                    AuditEventCodec.decode(HexFormat.of().parseHex(event)).what();
            assertThat(what.details().entrySet().stream()
                            .filter(detail -> !detail.getKey().equals("request_id"))
                            .map(Object::toString))
                    .containsExactly(expected);
        }
    }
}
