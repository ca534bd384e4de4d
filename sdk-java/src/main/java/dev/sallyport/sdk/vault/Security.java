package dev.sallyport.sdk.vault;

import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.sdk.http.Json;
import dev.sallyport.sdk.management.Management;

/** Emergency stops: in force on every proxy within a second. */
public final class Security {

    private final Management management;

    Security(Management management) {
        this.management = management;
    }

    /** Stops every use of the tenant's credentials. */
    public void lockdown(String reason) {
        management.post("/api/v2/security/emergency-lockdown", Json.object().put("reason", reason));
    }

    /** Stops one integration. */
    public void revokeIntegration(IntegrationId id, String reason) {
        management.post(
                "/api/v2/security/integrations/" + id.value() + "/revoke",
                Json.object().put("reason", reason));
    }
}
