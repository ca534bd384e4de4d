package dev.sallyport.vault.authority;

import dev.sallyport.crypto.id.CertificateAuthorityId;
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
import org.jspecify.annotations.Nullable;

/// Certificate authorities of customers' databases.
@Path("/api/v2/certificate-authorities")
@Produces(MediaType.APPLICATION_JSON)
public class AuthorityResource {
    private final Calls calls;
    private final Database database;
    private final Authorities authorities;

    AuthorityResource(Calls calls, Database database, Authorities authorities) {
        this.calls = calls;
        this.database = database;
        this.authorities = authorities;
    }

    /// Keeps the certificates of a CA, to be named as `sslrootcert` of a DSN.
    @POST
    public Uni<Response> create(@Context HttpServerRequest http, byte[] body) {
        var id = CertificateAuthorityId.next();
        var act = Act.on("certificate_authority.create", Scope.VAULT_WRITE, id.value());
        return calls.write(http, act, body, (call, commits) -> {
            var request = AuthorityRequest.of(body, call.now());
            return commits.commit(session -> authorities.create(session, call, id, request));
        });
    }

    /// All of them, newest first, without their PEM.
    @GET
    public Uni<Response> list(
            @Context HttpServerRequest http,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        return calls.read(http, Act.of("certificate_authority.list", Scope.VAULT_READ), call -> {
            var page = Page.of(limit, cursor);
            return database.read(session -> authorities.list(session, call, page));
        });
    }

    /// One with its PEM, and how many credentials have it in their current version.
    @GET
    @Path("/{certificate_authority_id}")
    public Uni<Response> get(@Context HttpServerRequest http, @PathParam("certificate_authority_id") String id) {
        return calls.read(
                http,
                Act.on("certificate_authority.get", Scope.VAULT_READ, id),
                call -> database.read(session -> authorities.get(session, call, id)));
    }

    /// Deletes one. What was sealed with it keeps its certificates.
    @DELETE
    @Path("/{certificate_authority_id}")
    public Uni<Response> delete(@Context HttpServerRequest http, @PathParam("certificate_authority_id") String id) {
        return calls.write(
                http,
                Act.on("certificate_authority.delete", Scope.VAULT_WRITE, id),
                null,
                (call, commits) -> commits.commit(session -> authorities.delete(session, call, id)));
    }
}
