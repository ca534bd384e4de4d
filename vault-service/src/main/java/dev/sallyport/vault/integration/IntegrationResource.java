package dev.sallyport.vault.integration;

import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.service.caller.Scope;
import dev.sallyport.vault.call.Act;
import dev.sallyport.vault.call.Calls;
import dev.sallyport.vault.call.Database;
import dev.sallyport.vault.call.Page;
import dev.sallyport.vault.json.JsonBody;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
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

/// Integrations.
@Path("/api/v2/integrations")
@Produces(MediaType.APPLICATION_JSON)
public class IntegrationResource {
    private final Calls calls;
    private final Database database;
    private final Integrations integrations;
    private final IntegrationTests tests;

    IntegrationResource(Calls calls, Database database, Integrations integrations, IntegrationTests tests) {
        this.calls = calls;
        this.database = database;
        this.integrations = integrations;
        this.tests = tests;
    }

    /// Makes an integration.
    @POST
    public Uni<Response> create(@Context HttpServerRequest http, byte[] body) {
        var id = IntegrationId.next();
        var act = Act.on("integration.create", Scope.INTEGRATIONS_WRITE, id.value());
        return calls.write(http, act, body, (call, commits) -> {
            var fields = IntegrationFields.forCreate(body);
            return commits.commit(session -> integrations.create(session, call, id, fields));
        });
    }

    /// All integrations, newest first.
    @GET
    public Uni<Response> list(
            @Context HttpServerRequest http,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        return calls.read(http, Act.of("integration.list", Scope.INTEGRATIONS_READ), call -> {
            var page = Page.of(limit, cursor);
            return database.read(session -> integrations.list(session, call, page));
        });
    }

    /// One integration.
    @GET
    @Path("/{integration_id}")
    public Uni<Response> get(@Context HttpServerRequest http, @PathParam("integration_id") String id) {
        return calls.read(
                http,
                Act.on("integration.get", Scope.INTEGRATIONS_READ, id),
                call -> database.read(session -> integrations.get(session, call, id)));
    }

    /// Changes what the body names.
    @PATCH
    @Path("/{integration_id}")
    public Uni<Response> change(@Context HttpServerRequest http, @PathParam("integration_id") String id, byte[] body) {
        var act = Act.on("integration.change", Scope.INTEGRATIONS_WRITE, id);
        return calls.write(http, act, body, (call, commits) -> {
            var fields = IntegrationFields.forChange(body);
            return commits.commit(session -> integrations.change(session, call, id, fields));
        });
    }

    /// Ends an integration.
    @DELETE
    @Path("/{integration_id}")
    public Uni<Response> delete(@Context HttpServerRequest http, @PathParam("integration_id") String id) {
        var act = Act.on("integration.delete", Scope.INTEGRATIONS_WRITE, id);
        return calls.write(
                http, act, null, (call, commits) -> commits.commit(session -> integrations.delete(session, call, id)));
    }

    /// Lets a proxy try the credential.
    @POST
    @Path("/{integration_id}/test")
    public Uni<Response> test(
            @Context HttpServerRequest http, @PathParam("integration_id") String id, byte @Nullable [] body) {
        var act = Act.on("integration.test", Scope.INTEGRATIONS_WRITE, id);
        return calls.write(http, act, body, (call, commits) -> {
            JsonBody.ofOptional(body, Set.of());
            return tests.run(call, commits, id);
        });
    }
}
