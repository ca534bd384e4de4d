package dev.sallyport.vault.apikey;

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

/// API keys of programs.
@Path("/api/v2/security/api-keys")
@Produces(MediaType.APPLICATION_JSON)
public class ApiKeyResource {
    private static final long DEFAULT_OVERLAP_SECONDS = 86_400;
    private static final long MAX_OVERLAP_SECONDS = 30 * 86_400L;

    private final Calls calls;
    private final Database database;
    private final ApiKeys apiKeys;
    private final ApiKeyStore store;

    ApiKeyResource(Calls calls, Database database, ApiKeys apiKeys, ApiKeyStore store) {
        this.calls = calls;
        this.database = database;
        this.apiKeys = apiKeys;
        this.store = store;
    }

    /// Makes a key; the answer shows its secrets once.
    @POST
    public Uni<Response> create(@Context HttpServerRequest http, byte[] body) {
        var id = apiKeys.newId();
        return calls.write(
                http,
                Act.on("api_key.create", Scope.KEYS_WRITE, id.value()),
                body,
                (call, commits) -> apiKeys.create(call, commits, id, body));
    }

    /// All keys, newest first, without their secrets.
    @GET
    public Uni<Response> list(
            @Context HttpServerRequest http,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        return calls.read(http, Act.of("api_key.list", Scope.KEYS_READ), call -> {
            var page = Page.of(limit, cursor);
            return database.read(session -> store.list(session, call, page));
        });
    }

    /// One key without its secrets.
    @GET
    @Path("/{key_id}")
    public Uni<Response> get(@Context HttpServerRequest http, @PathParam("key_id") String id) {
        return calls.read(
                http,
                Act.on("api_key.get", Scope.KEYS_READ, id),
                call -> database.read(session -> store.get(session, call, id)));
    }

    /// Ends a key.
    @DELETE
    @Path("/{key_id}")
    public Uni<Response> delete(@Context HttpServerRequest http, @PathParam("key_id") String id) {
        return calls.write(
                http,
                Act.on("api_key.delete", Scope.KEYS_WRITE, id),
                null,
                (call, commits) -> commits.commit(session -> store.delete(session, call, id)));
    }

    /// Gives a key a new API secret; the one before works on for `overlap_seconds` (a day unless said otherwise).
    @POST
    @Path("/{key_id}/rotate")
    public Uni<Response> rotate(
            @Context HttpServerRequest http, @PathParam("key_id") String id, byte @Nullable [] body) {
        return calls.write(http, Act.on("api_key.rotate", Scope.KEYS_WRITE, id), body, (call, commits) -> {
            long overlap = JsonBody.ofOptional(body, Set.of("overlap_seconds"))
                    .optionalInteger("overlap_seconds", 0, MAX_OVERLAP_SECONDS)
                    .orElse(DEFAULT_OVERLAP_SECONDS);
            return commits.commit(session -> apiKeys.rotate(session, call, id, overlap));
        });
    }
}
