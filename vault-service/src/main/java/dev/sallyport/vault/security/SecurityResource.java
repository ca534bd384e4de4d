package dev.sallyport.vault.security;

import dev.sallyport.service.caller.Scope;
import dev.sallyport.vault.apikey.ApiKeyStore;
import dev.sallyport.vault.call.Act;
import dev.sallyport.vault.call.Calls;
import dev.sallyport.vault.integration.Integrations;
import dev.sallyport.vault.json.JsonBody;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Emergency stops.
@Path("/api/v2/security")
@Produces(MediaType.APPLICATION_JSON)
public class SecurityResource {
    private static final Set<String> LOCKDOWN = Set.of("reason", "lift", "integration_id", "api_key_id");

    private final Calls calls;
    private final Lockdowns lockdowns;
    private final Integrations integrations;
    private final ApiKeyStore apiKeys;

    SecurityResource(Calls calls, Lockdowns lockdowns, Integrations integrations, ApiKeyStore apiKeys) {
        this.calls = calls;
        this.lockdowns = lockdowns;
        this.integrations = integrations;
        this.apiKeys = apiKeys;
    }

    /// Stops the integration or the key that the body names, or the whole tenant where it names neither.
    @POST
    @Path("/emergency-lockdown")
    public Uni<Response> lockdown(@Context HttpServerRequest http, byte @Nullable [] body) {
        return calls.write(
                http, Act.of("security.lockdown", Scope.SECURITY_WRITE).asUrgent(), body, (call, commits) -> {
                    var json = JsonBody.ofOptional(body, LOCKDOWN);
                    json.optionalText("reason", 1000);
                    var integration = json.optionalText("integration_id", 128);
                    var apiKey = json.optionalText("api_key_id", 128);
                    boolean lift = json.flag("lift");
                    if ((integration.isPresent() && apiKey.isPresent())
                            || (lift && (integration.or(() -> apiKey).isPresent()))) {
                        throw JsonBody.invalid(
                                "lift", "cannot stand beside integration_id or api_key_id, nor both of these");
                    }
                    return commits.commit(session -> {
                        if (integration.isPresent()) {
                            return integrations.revoke(session, call, integration.get());
                        }
                        if (apiKey.isPresent()) {
                            return apiKeys.revoke(session, call, apiKey.get());
                        }
                        return lift ? lockdowns.lift(session, call) : lockdowns.lock(session, call);
                    });
                });
    }

    /// Stops one integration.
    @POST
    @Path("/integrations/{integration_id}/revoke")
    public Uni<Response> revoke(
            @Context HttpServerRequest http, @PathParam("integration_id") String id, byte @Nullable [] body) {
        return calls.write(
                http, Act.on("integration.revoke", Scope.SECURITY_WRITE, id).asUrgent(), body, (call, commits) -> {
                    JsonBody.ofOptional(body, Set.of("reason")).optionalText("reason", 1000);
                    return commits.commit(session -> integrations.revoke(session, call, id));
                });
    }
}
