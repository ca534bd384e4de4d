package dev.sallyport.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.vault.stack.ForgedTokens;
import dev.sallyport.vault.stack.Vault;
import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@WithTestResource(VaultStack.class)
class PeopleTest {
    private final VaultStack stack = VaultStack.current();

    @Test
    void a_wrong_password_and_an_unknown_address_read_alike() {
        var wrong = login(VaultStack.ADMIN_EMAIL, "not-the-password");
        var unknown = login("nobody@sallyport.test", "not-the-password");

        wrong.expect(401, "unauthenticated");
        unknown.expect(401, "unauthenticated");
        assertThat(wrong.json().path("detail")).isEqualTo(unknown.json().path("detail"));
        assertThat(wrong.json().toString()).doesNotContain("not-the-password");
    }

    @Test
    void a_refresh_token_serves_once_and_a_second_use_ends_the_family() {
        var first = login(VaultStack.ADMIN_EMAIL, VaultStack.ADMIN_LOGIN)
                .expect(200)
                .data();

        var second = refresh(first.path("refresh_token").asText()).expect(200).data();
        Vault.bearer(second.path("access_token").asText())
                .get("/api/v2/tenants")
                .expect(200);
        refresh(first.path("refresh_token").asText()).expect(401, "unauthenticated");

        refresh(second.path("refresh_token").asText()).expect(401, "unauthenticated");
        Vault.bearer(second.path("access_token").asText())
                .get("/api/v2/tenants")
                .expect(401, "unauthenticated");
    }

    @Test
    void logout_ends_access_and_refresh() {
        var session = login(VaultStack.ADMIN_EMAIL, VaultStack.ADMIN_LOGIN)
                .expect(200)
                .data();

        Vault.anonymous()
                .post(
                        "/api/v2/auth/logout",
                        "{\"refresh_token\":\"" + session.path("refresh_token").asText() + "\"}")
                .expect(200);

        refresh(session.path("refresh_token").asText()).expect(401, "unauthenticated");
        Vault.bearer(session.path("access_token").asText())
                .get("/api/v2/tenants")
                .expect(401, "unauthenticated");
    }

    @Test
    void a_password_is_stored_as_argon2id_alone() {
        assertThat(Vault.value("SELECT password_hash FROM vault.person WHERE email = '" + VaultStack.ADMIN_EMAIL + "'"))
                .startsWith("$argon2id$v=19$m=19456,t=2,p=1$")
                .doesNotContain(VaultStack.ADMIN_LOGIN);
    }

    @ParameterizedTest
    @EnumSource(ForgedTokens.class)
    void a_forged_token_proves_nobody(ForgedTokens forged) {
        var person = Vault.value("SELECT person_id FROM vault.person WHERE email = '" + VaultStack.ADMIN_EMAIL + "'");
        var token = forged.make(stack.keys().peopleToken(), "people-1", "sallyport", "sallyport", person);

        Vault.bearer(token).get("/api/v2/tenants").expect(401, "unauthenticated");
    }

    private static Vault.Reply login(String email, String typed) {
        return Vault.anonymous()
                .post("/api/v2/auth/login", "{\"email\":\"" + email + "\",\"password\":\"" + typed + "\"}");
    }

    private static Vault.Reply refresh(String token) {
        return Vault.anonymous().post("/api/v2/auth/refresh", "{\"refresh_token\":\"" + token + "\"}");
    }
}
