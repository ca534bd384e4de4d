package dev.sallyport.sdk.vault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.sdk.http.Json;
import dev.sallyport.sdk.management.Management;
import java.util.Optional;

/** Tenants, for the platform's administrator. */
public final class Tenants {

    private final Management management;

    Tenants(Management management) {
        this.management = management;
    }

    /**
     * Makes a tenant.
     *
     * @param kmsKeyRef the ARN of its own KMS key; empty where the vault may make one
     */
    public TenantInfo create(String name, Optional<String> kmsKeyRef) {
        ObjectNode body = Json.object().put("name", name);
        kmsKeyRef.ifPresent(ref -> body.put("kms_key_ref", ref));
        return TenantInfo.read(management.post("/api/v2/tenants", body).path("data"));
    }

    /** All tenants; {@code cursor} is empty for the first page. */
    public Page<TenantInfo> list(int limit, String cursor) {
        return Page.read(management.get(Management.paged("/api/v2/tenants", limit, cursor)), TenantInfo::read);
    }

    /** One tenant. */
    public TenantInfo get(TenantId id) {
        return TenantInfo.read(management.get("/api/v2/tenants/" + id.value()).path("data"));
    }
}
