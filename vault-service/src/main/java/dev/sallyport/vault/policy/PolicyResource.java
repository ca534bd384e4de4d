package dev.sallyport.vault.policy;

import dev.sallyport.crypto.id.PolicyId;
import dev.sallyport.service.caller.Scope;
import dev.sallyport.vault.call.Act;
import dev.sallyport.vault.call.Calls;
import dev.sallyport.vault.call.Database;
import dev.sallyport.vault.call.Page;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/// Policies of the SQL guard.
@Path("/api/v2/policies")
@Produces(MediaType.APPLICATION_JSON)
public class PolicyResource {
    private final Calls calls;
    private final Database database;
    private final Policies policies;
    private final Replays replays;

    PolicyResource(Calls calls, Database database, Policies policies, Replays replays) {
        this.replays = replays;
        this.calls = calls;
        this.database = database;
        this.policies = policies;
    }

    /// Makes a policy with its first version.
    @POST
    public Uni<Response> create(@Context HttpServerRequest http, byte[] body) {
        var id = PolicyId.next();
        var act = Act.on("policy.create", Scope.POLICIES_WRITE, id.value());
        return calls.write(http, act, body, (call, commits) -> {
            var request = PolicyRequest.forCreate(body);
            return commits.commit(session -> policies.create(session, call, id, request));
        });
    }

    /// All policies, newest first, without their documents.
    @GET
    public Uni<Response> list(
            @Context HttpServerRequest http,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        return calls.read(http, Act.of("policy.list", Scope.POLICIES_READ), call -> {
            var page = Page.of(limit, cursor);
            return database.read(session -> policies.list(session, call, page));
        });
    }

    /// One policy with its current document, and its latest 100 versions without theirs.
    @GET
    @Path("/{policy_id}")
    public Uni<Response> get(@Context HttpServerRequest http, @PathParam("policy_id") String id) {
        return calls.read(
                http,
                Act.on("policy.get", Scope.POLICIES_READ, id),
                call -> database.read(session -> policies.get(session, call, id)));
    }

    /// One version with its document.
    @GET
    @Path("/{policy_id}/versions/{version}")
    public Uni<Response> version(
            @Context HttpServerRequest http, @PathParam("policy_id") String id, @PathParam("version") String version) {
        return calls.read(
                http,
                Act.on("policy.get", Scope.POLICIES_READ, id),
                call -> database.read(session -> policies.version(session, call, id, version)));
    }

    /// Saves the next version, or restores an older one as the next; a name alone makes no version.
    @PATCH
    @Path("/{policy_id}")
    public Uni<Response> change(@Context HttpServerRequest http, @PathParam("policy_id") String id, byte[] body) {
        var act = Act.on("policy.change", Scope.POLICIES_WRITE, id);
        return calls.write(http, act, body, (call, commits) -> {
            var request = PolicyRequest.forChange(body);
            return commits.commit(session -> policies.change(session, call, id, request));
        });
    }

    /// Another name of the same.
    @PUT
    @Path("/{policy_id}")
    public Uni<Response> put(@Context HttpServerRequest http, @PathParam("policy_id") String id, byte[] body) {
        return change(http, id, body);
    }

    /// Says what a version, or a document that is not kept, would have decided about the statements of the last days.
    @POST
    @Path("/{policy_id}/replay")
    public Uni<Response> replay(@Context HttpServerRequest http, @PathParam("policy_id") String id, byte[] body) {
        return calls.write(
                http,
                Act.on("policy.replay", Scope.POLICIES_READ, id),
                body,
                (call, commits) -> replays.run(call, commits, id, ReplayRequest.of(body)));
    }

    /// Ends a policy. With `force` the integrations that use it are revoked.
    @DELETE
    @Path("/{policy_id}")
    public Uni<Response> delete(
            @Context HttpServerRequest http,
            @PathParam("policy_id") String id,
            @QueryParam("force") @Nullable String force) {
        return calls.write(
                http,
                Act.on("policy.delete", Scope.POLICIES_WRITE, id),
                null,
                (call, commits) -> commits.commit(session -> policies.delete(session, call, id, "true".equals(force))));
    }
}
