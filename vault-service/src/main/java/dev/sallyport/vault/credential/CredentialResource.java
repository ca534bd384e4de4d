package dev.sallyport.vault.credential;

import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.service.caller.Scope;
import dev.sallyport.vault.call.Act;
import dev.sallyport.vault.call.Calls;
import dev.sallyport.vault.call.Database;
import dev.sallyport.vault.call.Page;
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
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Sealed credentials. There is no call that returns a value.
@Path("/api/v2/vault")
@Produces(MediaType.APPLICATION_JSON)
public class CredentialResource {
    private final Calls calls;
    private final Database database;
    private final Credentials credentials;
    private final CredentialChanges changes;

    CredentialResource(Calls calls, Database database, Credentials credentials, CredentialChanges changes) {
        this.calls = calls;
        this.database = database;
        this.credentials = credentials;
        this.changes = changes;
    }

    /// Seals a credential.
    @POST
    @Path("/seal")
    public Uni<Response> seal(@Context HttpServerRequest http, byte[] body) {
        var id = CredentialId.next();
        return calls.write(
                        http,
                        Act.on("credential.seal", Scope.VAULT_WRITE, id.value()),
                        body,
                        (call, commits) -> credentials.seal(call, commits, id, body))
                .onTermination()
                .invoke(() -> Arrays.fill(body, (byte) 0));
    }

    /// Seals new values as the next version.
    @POST
    @Path("/rotate/{credential_id}")
    public Uni<Response> rotate(@Context HttpServerRequest http, @PathParam("credential_id") String id, byte[] body) {
        return calls.write(
                        http,
                        Act.on("credential.rotate", Scope.VAULT_WRITE, id),
                        body,
                        (call, commits) -> credentials.rotate(call, commits, id, body))
                .onTermination()
                .invoke(() -> Arrays.fill(body, (byte) 0));
    }

    /// Metadata of all credentials, newest first.
    @GET
    @Path("/credentials")
    public Uni<Response> list(
            @Context HttpServerRequest http,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        return calls.read(http, Act.of("credential.list", Scope.VAULT_READ), call -> {
            var page = Page.of(limit, cursor);
            return database.read(session -> changes.list(session, call, page));
        });
    }

    /// Another name of the same list.
    @GET
    @Path("/list")
    public Uni<Response> listAsList(
            @Context HttpServerRequest http,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        return list(http, limit, cursor);
    }

    /// Another name of the same list.
    @GET
    @Path("/entries")
    public Uni<Response> listAsEntries(
            @Context HttpServerRequest http,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        return list(http, limit, cursor);
    }

    /// Metadata of one credential.
    @GET
    @Path("/credentials/{credential_id}")
    public Uni<Response> get(@Context HttpServerRequest http, @PathParam("credential_id") String id) {
        return calls.read(
                http,
                Act.on("credential.get", Scope.VAULT_READ, id),
                call -> database.read(session -> changes.get(session, call, id)));
    }

    /// Another name of the same.
    @GET
    @Path("/entries/{credential_id}")
    public Uni<Response> getEntry(@Context HttpServerRequest http, @PathParam("credential_id") String id) {
        return get(http, id);
    }

    /// Erases a credential.
    @DELETE
    @Path("/credentials/{credential_id}")
    public Uni<Response> delete(
            @Context HttpServerRequest http,
            @PathParam("credential_id") String id,
            @QueryParam("force") @Nullable String force) {
        return calls.write(
                http,
                Act.on("credential.delete", Scope.VAULT_WRITE, id),
                null,
                (call, commits) -> commits.commit(session -> changes.delete(session, call, id, "true".equals(force))));
    }

    /// Another name of the same.
    @DELETE
    @Path("/entries/{credential_id}")
    public Uni<Response> deleteEntry(
            @Context HttpServerRequest http,
            @PathParam("credential_id") String id,
            @QueryParam("force") @Nullable String force) {
        return delete(http, id, force);
    }
}
