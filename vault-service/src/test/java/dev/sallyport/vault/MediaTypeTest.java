package dev.sallyport.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.vault.stack.Vault;
import dev.sallyport.vault.stack.Vault.Reply;
import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A body that is not JSON is refused like anything else: after the door, with an event.
@QuarkusTest
@WithTestResource(VaultStack.class)
class MediaTypeTest {
    private static final String SEAL = "/api/v2/vault/seal";

    private static Vault owner = Vault.anonymous();

    @BeforeAll
    static void newTenant() {
        owner = Vault.inNewTenant();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/xml",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/jsonp",
                "json",
                "/"
            })
    void who_may_not_call_learns_that_and_who_may_learns_of_the_media_type(String type) {
        var sealed = "SELECT count(*) FROM vault.credential WHERE tenant_id = '" + owner.tenant() + "'";
        long before = Vault.count(sealed);

        var unknown = as(Vault.anonymous(), type).post(SEAL, Vault.sealBody("postgresql://u:p@localhost:1/a"));
        var unfit = as(owner.newKey("vault:read"), type).post(SEAL, Vault.sealBody("postgresql://u:p@localhost:1/a"));
        var fit = as(owner, type).post(SEAL, Vault.sealBody("postgresql://u:p@localhost:1/a"));

        unknown.expect(401, "unauthenticated");
        assertEvent(unknown, "credential.seal  3");
        unfit.expect(403, "scope_missing");
        assertEvent(unfit, "credential.seal " + owner.tenant() + " 3");
        fit.expect(415, "unsupported_media_type");
        assertThat(eventOf(fit)).startsWith("credential.seal " + owner.tenant());
        assertThat(Vault.count(sealed)).isEqualTo(before);
    }

    @Test
    void every_kind_of_route_that_reads_json_refuses_another_type_with_an_event() {
        var plain = as(owner, "text/plain");

        for (String path : new String[] {
            "/api/v2/integrations",
            "/api/v2/security/api-keys",
            "/api/v2/policies",
            "/api/v2/certificate-authorities",
            "/api/v2/policies/pol_x/replay",
            "/api/v2/security/people",
            "/api/v2/auth/password",
            "/api/v2/auth/login"
        }) {
            var refusal = plain.post(path, "{}").expect(415, "unsupported_media_type");
            assertThat(eventOf(refusal)).as(path).isNotEmpty();
        }
        assertThat(eventOf(plain.patch("/api/v2/integrations/int_x", "{}").expect(415)))
                .startsWith("integration.change");
    }

    @Test
    void json_with_a_parameter_is_json_and_an_emergency_asks_for_no_type() {
        as(owner, "Application/JSON; charset=utf-8")
                .post(SEAL, Vault.sealBody("postgresql://u:p@localhost:1/a"))
                .expect(201);
        as(Vault.inNewTenant(), "application/x-www-form-urlencoded")
                .post("/api/v2/security/emergency-lockdown", "{\"reason\":\"now\"}")
                .expect(200);
    }

    private static Vault as(Vault caller, String type) {
        return caller.with("Content-Type", type);
    }

    private static void assertEvent(Reply refusal, String expected) {
        assertThat(eventOf(refusal)).isEqualTo(expected);
    }

    private static String eventOf(Reply reply) {
        return Vault.value(
                "SELECT format('%s %s %s', operation, tenant_id, decision) FROM audit.event WHERE event_id = '"
                        + reply.json().path("meta").path("audit_event_id").asText() + "' ORDER BY stage DESC LIMIT 1");
    }
}
