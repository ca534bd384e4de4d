package dev.sallyport.vault;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.service.caller.Role;
import dev.sallyport.testkit.canary.Canary;
import dev.sallyport.vault.stack.Vault;
import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The people of a tenant, and what each may do to the others.
@QuarkusTest
@WithTestResource(VaultStack.class)
class PeopleAdminTest {
    private static final String PEOPLE = "/api/v2/security/people";
    private static final String LOGIN = "a-long-password";

    private final VaultStack stack = VaultStack.current();
    private Vault root = Vault.anonymous();

    private record Person(String id, String email, Vault caller, String refreshToken) {}

    @BeforeEach
    void newTenant() {
        root = Vault.inNewTenant();
    }

    @Test
    void a_made_person_logs_in_with_the_role_and_no_answer_or_row_shows_the_password() throws Exception {
        // Given
        var planted = "canary" + UUID.randomUUID().toString().replace("-", "");
        var email = "Made." + UUID.randomUUID() + "@Sallyport.test";

        // When
        var made = root.post(PEOPLE, body(email, "editor", planted)).expect(201);

        // Then
        assertThat(made.data().path("email").asText()).isEqualTo(email.toLowerCase(java.util.Locale.ROOT));
        assertThat(made.data().path("role").asText()).isEqualTo("editor");
        assertThat(made.data().path("state").asText()).isEqualTo("active");
        var session = login(email, planted).expect(200).data();
        assertThat(session.path("role").asText()).isEqualTo("editor");
        assertThat(session.path("tenant_id").asText()).isEqualTo(root.tenant());
        var list = root.get(PEOPLE).expect(200);
        assertThat(new Canary(planted).formsIn(made.json().toString() + list.json()))
                .isEmpty();
        assertThat(new Canary(planted).formsIn(VaultDump.of(stack))).isEmpty();
        assertThat(made.json().toString() + list.json()).doesNotContain("argon2");
        assertThat(Vault.value("SELECT password_hash FROM vault.person WHERE person_id = '"
                        + made.data().path("person_id").asText() + "'"))
                .startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(audited(made)).isEqualTo("person.create");
    }

    @Test
    void nobody_gives_a_role_above_his_own_or_has_a_say_over_somebody_above() {
        var callers = new EnumMap<Role, Person>(Role.class);
        var targets = new EnumMap<Role, Person>(Role.class);
        for (Role role : Role.values()) {
            callers.put(role, newPerson(role.text()));
            targets.put(role, newPerson(role.text()));
        }
        for (Role own : Role.values()) {
            var caller = of(callers, own).caller();
            for (Role other : Role.values()) {
                boolean manages = own.scopes().contains(dev.sallyport.service.caller.Scope.SECURITY_WRITE);
                boolean allowed = manages && own.scopes().containsAll(other.scopes());
                var what = own + " over " + other;
                var target = of(targets, other).id();
                var before = row(target);
                var made = caller.post(PEOPLE, body(newEmail(), other.text(), LOGIN));
                var raised = caller.patch(
                        PEOPLE + "/" + of(targets, Role.VIEWER).id(), "{\"role\":\"" + other.text() + "\"}");
                var reset = caller.post(PEOPLE + "/" + target + "/password", "{\"password\":\"" + LOGIN + "2\"}");
                if (allowed) {
                    made.expect(201);
                    raised.expect(200);
                    reset.expect(200);
                    root.patch(PEOPLE + "/" + of(targets, Role.VIEWER).id(), "{\"role\":\"viewer\"}")
                            .expect(200);
                    continue;
                }
                var disabled = caller.delete(PEOPLE + "/" + target);
                var lowered = caller.patch(PEOPLE + "/" + target, "{\"role\":\"viewer\"}");
                for (var refused :
                        Stream.of(made, raised, reset, disabled, lowered).toList()) {
                    assertThat(refused.code()).as(what).isEqualTo("scope_missing");
                    assertThat(refused.status()).as(what).isEqualTo(403);
                }
                assertThat(row(target)).as(what).isEqualTo(before);
            }
        }
    }

    @Test
    void nobody_raises_himself() {
        var admin = newPerson("admin");

        admin.caller().patch(PEOPLE + "/" + admin.id(), "{\"role\":\"owner\"}").expect(403, "scope_missing");

        assertThat(row(admin.id())).contains("admin");
    }

    @Test
    void a_platform_administrator_is_managed_by_none_but_one() {
        // Given a platform administrator who lives in this tenant
        var owner = newPerson("owner");
        var platform = newPerson("viewer");
        stack.postgres()
                .run(
                        stack.database(),
                        "UPDATE vault.person SET platform_admin = true WHERE person_id = '" + platform.id() + "'");

        // When, then
        owner.caller()
                .post(PEOPLE + "/" + platform.id() + "/password", "{\"password\":\"taken-over-by-me\"}")
                .expect(403, "scope_missing");
        owner.caller().delete(PEOPLE + "/" + platform.id()).expect(403, "scope_missing");
        root.delete(PEOPLE + "/" + platform.id()).expect(200);
    }

    @Test
    void the_last_owner_cannot_be_taken_away() {
        // The first tenant of all is the platform administrator's, and has him for an owner.
        root = Vault.inNewTenant();
        var owner = newPerson("owner");
        var disabled = newPerson("owner");
        owner.caller().delete(PEOPLE + "/" + disabled.id()).expect(200);

        owner.caller().delete(PEOPLE + "/" + owner.id()).expect(409, "state_conflict");
        owner.caller().patch(PEOPLE + "/" + owner.id(), "{\"role\":\"admin\"}").expect(409, "state_conflict");
        root.patch(PEOPLE + "/" + owner.id(), "{\"state\":\"disabled\"}").expect(409, "state_conflict");

        owner.caller().get(PEOPLE).expect(200);
        assertThat(row(owner.id())).isEqualTo("owner active");
    }

    @Test
    void owners_who_take_each_other_away_at_once_leave_one() {
        for (int round = 0; round < 5; round++) {
            var tenant = Vault.inNewTenant();
            root = tenant;
            var owners = new ArrayList<Person>();
            for (int i = 0; i < 4; i++) {
                owners.add(newPerson("owner"));
            }

            var calls = owners.stream()
                    .map(each -> CompletableFuture.supplyAsync(() -> tenant.delete(PEOPLE + "/" + each.id())))
                    .toList();
            var statuses =
                    calls.stream().map(call -> call.join().status()).sorted().toList();

            assertThat(statuses).containsExactly(200, 200, 200, 409);
            assertThat(Vault.count("SELECT count(*) FROM vault.person WHERE role = 'owner' AND state = 'active' AND"
                            + " tenant_id = '" + tenant.tenant() + "'"))
                    .isEqualTo(1);
        }
    }

    @Test
    void disabling_ends_every_session_and_enabling_revives_none() {
        // Given
        var person = newPerson("admin");
        person.caller().get(PEOPLE).expect(200);

        // When
        root.delete(PEOPLE + "/" + person.id()).expect(200);

        // Then
        person.caller().get(PEOPLE).expect(401, "unauthenticated");
        refresh(person.refreshToken()).expect(401, "unauthenticated");
        login(person.email(), LOGIN).expect(401, "unauthenticated");
        root.patch(PEOPLE + "/" + person.id(), "{\"state\":\"active\"}").expect(200);
        person.caller().get(PEOPLE).expect(401, "unauthenticated");
        refresh(person.refreshToken()).expect(401, "unauthenticated");
        login(person.email(), LOGIN).expect(200);
    }

    @Test
    void a_changed_role_counts_from_the_next_call_on() {
        var person = newPerson("admin");
        person.caller().get(PEOPLE).expect(200);

        root.patch(PEOPLE + "/" + person.id(), "{\"role\":\"viewer\"}").expect(200);

        person.caller().get(PEOPLE).expect(403, "scope_missing");
        person.caller().get("/api/v2/vault/credentials").expect(200);
    }

    @Test
    void a_password_that_an_admin_sets_ends_sessions_and_replaces_the_old_one() {
        var person = newPerson("viewer");

        root.post(PEOPLE + "/" + person.id() + "/password", "{\"password\":\"set-by-an-admin\"}")
                .expect(200);

        person.caller().get("/api/v2/vault/credentials").expect(401, "unauthenticated");
        login(person.email(), LOGIN).expect(401, "unauthenticated");
        login(person.email(), "set-by-an-admin").expect(200);
    }

    @Test
    void no_login_with_the_old_password_outlives_a_reset_that_overtakes_it() {
        var person = newPerson("viewer");
        var attempts = Stream.generate(() -> CompletableFuture.supplyAsync(() -> login(person.email(), LOGIN)))
                .limit(12)
                .toList();

        root.post(PEOPLE + "/" + person.id() + "/password", "{\"password\":\"set-by-an-admin\"}")
                .expect(200);

        attempts.stream()
                .map(CompletableFuture::join)
                .filter(reply -> reply.status() == 200)
                .map(reply -> Vault.bearer(reply.data().path("access_token").asText()))
                .forEach(thief -> thief.get("/api/v2/vault/credentials").expect(401, "unauthenticated"));
        assertThat(Vault.value("SELECT count(*) FROM vault.refresh_token WHERE revoked_at IS NULL AND person_id = '"
                        + person.id() + "'"))
                .isEqualTo("0");
    }

    @Test
    void a_person_changes_his_own_password_by_the_one_before() {
        var person = newPerson("viewer");

        own(person, "not-the-password", "my-next-password").expect(400, "invalid_request");
        login(person.email(), LOGIN).expect(200);
        own(person, LOGIN, "too-short").expect(400, "invalid_request");
        own(person, LOGIN, "my-next-password").expect(200);

        person.caller().get("/api/v2/vault/credentials").expect(401, "unauthenticated");
        login(person.email(), LOGIN).expect(401, "unauthenticated");
        login(person.email(), "my-next-password").expect(200);
    }

    @Test
    void a_key_changes_no_password_and_manages_nobody() {
        var key = root.newKey("security:write", "keys:write", "vault:read");

        key.get(PEOPLE).expect(403, "scope_missing");
        key.post(PEOPLE, body(newEmail(), "viewer", LOGIN)).expect(403, "scope_missing");
        key.post("/api/v2/auth/password", "{\"current_password\":\"x\",\"new_password\":\"a-long-password\"}")
                .expect(403, "scope_missing");
    }

    @Test
    void people_of_another_tenant_read_like_people_who_do_not_exist() {
        var person = newPerson("viewer");
        var before = row(person.id());
        var stranger = Vault.inNewTenant();
        for (Map.Entry<String, String> call : Map.of(
                        "GET ",
                        "",
                        "PATCH ",
                        "{\"role\":\"owner\"}",
                        "DELETE ",
                        "",
                        "POST /password",
                        "{\"password\":\"" + LOGIN + "3\"}")
                .entrySet()) {
            var method = call.getKey().split(" ", -1)[0];
            var rest = call.getKey().split(" ", -1)[1];
            var content = call.getValue().isEmpty() ? null : call.getValue();
            var foreign = stranger.call(method, PEOPLE + "/" + person.id() + rest, content);
            var missing = stranger.call(method, PEOPLE + "/usr_01ARZ3NDEKTSV4RRFFQ69G5FAV" + rest, content);

            foreign.expect(404, "not_found");
            assertThat(foreign.json().path("detail")).isEqualTo(missing.json().path("detail"));
        }
        assertThat(row(person.id())).isEqualTo(before);
        assertThat(stranger.get(PEOPLE).expect(200).json().toString()).doesNotContain(person.id());
    }

    @Test
    void an_address_serves_once() {
        var person = newPerson("viewer");

        root.post(PEOPLE, body(person.email().toUpperCase(java.util.Locale.ROOT), "viewer", LOGIN))
                .expect(409, "state_conflict");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"email\":\"x@y\",\"role\":\"viewer\"}",
                "{\"email\":\"x@y\",\"role\":\"viewer\",\"password\":\"short\"}",
                "{\"email\":\"x@y\",\"role\":\"root\",\"password\":\"a-long-password\"}",
                "{\"email\":\"x\",\"role\":\"viewer\",\"password\":\"a-long-password\"}",
                "{\"email\":\"x@y@z\",\"role\":\"viewer\",\"password\":\"a-long-password\"}",
                "{\"email\":\"x y@z\",\"role\":\"viewer\",\"password\":\"a-long-password\"}",
                "{\"email\":\"x@y\",\"role\":\"viewer\",\"password\":{\"a\":\"a-long-password\"}}",
                "{\"email\":\"x@y\",\"role\":\"viewer\",\"password\":\"a-long-password\",\"platform_admin\":true}",
                "{\"email\":\"x@y\",\"role\":\"viewer\",\"password\":\"a-long-password\",\"tenant_id\":\"ten_x\"}"
            })
    void a_body_of_another_shape_makes_nobody(String body) {
        long before = Vault.count("SELECT count(*) FROM vault.person");

        root.post(PEOPLE, body).expect(400);

        assertThat(Vault.count("SELECT count(*) FROM vault.person")).isEqualTo(before);
    }

    @Test
    void the_list_is_paged_newest_first() {
        var first = newPerson("viewer");
        var second = newPerson("viewer");
        var third = newPerson("viewer");

        var page = root.get(PEOPLE + "?limit=2").expect(200).json();
        var rest = root.get(PEOPLE + "?limit=2&cursor="
                        + page.path("meta").path("next_cursor").asText())
                .expect(200)
                .json();

        assertThat(ids(page)).containsExactly(third.id(), second.id());
        assertThat(ids(rest)).containsExactly(first.id());
    }

    private static Person of(Map<Role, Person> people, Role role) {
        return requireNonNull(people.get(role), "every role has a person");
    }

    private Person newPerson(String role) {
        var email = newEmail();
        var id = root.post(PEOPLE, body(email, role, LOGIN))
                .expect(201)
                .data()
                .path("person_id")
                .asText();
        var session = login(email, LOGIN).expect(200).data();
        return new Person(
                id,
                email,
                Vault.bearer(session.path("access_token").asText()),
                session.path("refresh_token").asText());
    }

    private static String newEmail() {
        return "p-" + UUID.randomUUID() + "@sallyport.test";
    }

    private static String body(String email, String role, String typed) {
        return "{\"email\":\"" + email + "\",\"role\":\"" + role + "\",\"password\":\"" + typed + "\"}";
    }

    private static Vault.Reply own(Person person, String current, String next) {
        return person.caller()
                .post(
                        "/api/v2/auth/password",
                        "{\"current_password\":\"" + current + "\",\"new_password\":\"" + next + "\"}");
    }

    private static Vault.Reply login(String email, String typed) {
        return Vault.anonymous()
                .post("/api/v2/auth/login", "{\"email\":\"" + email + "\",\"password\":\"" + typed + "\"}");
    }

    private static Vault.Reply refresh(String token) {
        return Vault.anonymous().post("/api/v2/auth/refresh", "{\"refresh_token\":\"" + token + "\"}");
    }

    private static String row(String id) {
        return Vault.value("SELECT role || ' ' || state FROM vault.person WHERE person_id = '" + id + "'");
    }

    private static String audited(Vault.Reply reply) {
        return Vault.value("SELECT DISTINCT operation FROM audit.event WHERE event_id = '"
                + reply.json().path("meta").path("audit_event_id").asText() + "'");
    }

    private static java.util.List<String> ids(JsonNode page) {
        var ids = new ArrayList<String>();
        page.path("data").forEach(each -> ids.add(each.path("person_id").asText()));
        return ids;
    }
}
