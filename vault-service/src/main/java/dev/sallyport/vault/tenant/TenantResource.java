package dev.sallyport.vault.tenant;

import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.service.caller.Scope;
import dev.sallyport.vault.call.Act;
import dev.sallyport.vault.call.Calls;
import dev.sallyport.vault.call.Page;
import dev.sallyport.vault.json.JsonBody;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tenants, for the platform's administrator.
@Path("/api/v2/tenants")
@Produces(MediaType.APPLICATION_JSON)
public class TenantResource {
    private static final Set<String> MEMBERS = Set.of("name", "kms_key_ref");

    private final Calls calls;
    private final Tenants tenants;

    TenantResource(Calls calls, Tenants tenants) {
        this.calls = calls;
        this.tenants = tenants;
    }

    /// Makes a tenant.
    @POST
    public Uni<Response> create(@Context HttpServerRequest http, byte[] body) {
        var id = TenantId.next();
        return calls.write(http, Act.on("tenant.create", Scope.ADMIN_TENANTS, id.value()), body, (call, commits) -> {
            var json = JsonBody.of(body, MEMBERS);
            return tenants.create(call, commits, id, json.text("name", 200), json.optionalText("kms_key_ref", 2048));
        });
    }

    /// All tenants, newest first.
    @GET
    public Uni<Response> list(
            @Context HttpServerRequest http,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        return calls.read(http, Act.of("tenant.list", Scope.ADMIN_TENANTS), _ -> tenants.list(Page.of(limit, cursor)));
    }

    /// One tenant.
    @GET
    @Path("/{tenant_id}")
    public Uni<Response> get(@Context HttpServerRequest http, @PathParam("tenant_id") String tenantId) {
        return calls.read(http, Act.on("tenant.get", Scope.ADMIN_TENANTS, tenantId), _ -> tenants.get(tenantId));
    }
}
