package dev.sallyport.vault.people;

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
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The people of a tenant.
@Path("/api/v2/security/people")
@Produces(MediaType.APPLICATION_JSON)
public class PeopleResource {
    private final Calls calls;
    private final Database database;
    private final PeopleAdmin people;

    PeopleResource(Calls calls, Database database, PeopleAdmin people) {
        this.calls = calls;
        this.database = database;
        this.people = people;
    }

    /// Makes a person with a first password.
    @POST
    public Uni<Response> create(@Context HttpServerRequest http, byte[] body) {
        var id = People.newId();
        return calls.write(
                        http,
                        Act.on("person.create", Scope.SECURITY_WRITE, id),
                        body,
                        (call, commits) -> people.create(call, commits, id, body))
                .onTermination()
                .invoke(() -> Arrays.fill(body, (byte) 0));
    }

    /// All people of the tenant, newest first.
    @GET
    public Uni<Response> list(
            @Context HttpServerRequest http,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        return calls.read(http, Act.of("person.list", Scope.SECURITY_WRITE), call -> {
            var page = Page.of(limit, cursor);
            return database.read(session -> people.list(session, call, page));
        });
    }

    /// One person.
    @GET
    @Path("/{person_id}")
    public Uni<Response> get(@Context HttpServerRequest http, @PathParam("person_id") String id) {
        return calls.read(
                http,
                Act.on("person.get", Scope.SECURITY_WRITE, id),
                call -> database.read(session -> people.get(session, call, id)));
    }

    /// Changes the role, or the state: `active` or `disabled`.
    @PATCH
    @Path("/{person_id}")
    public Uni<Response> change(@Context HttpServerRequest http, @PathParam("person_id") String id, byte[] body) {
        return calls.write(
                http,
                Act.on("person.change", Scope.SECURITY_WRITE, id).telling(() -> PeopleAdmin.asked(body)),
                body,
                (call, commits) -> people.change(call, commits, id, body));
    }

    /// Disables the person and ends what he has open. The person stays for the audit log's sake.
    @DELETE
    @Path("/{person_id}")
    public Uni<Response> disable(@Context HttpServerRequest http, @PathParam("person_id") String id) {
        return calls.write(
                http,
                Act.on("person.disable", Scope.SECURITY_WRITE, id).telling(PeopleAdmin::disabled),
                null,
                (call, commits) -> people.disable(call, commits, id));
    }

    /// Gives the person a new password and ends what he has open.
    @POST
    @Path("/{person_id}/password")
    public Uni<Response> resetPassword(
            @Context HttpServerRequest http, @PathParam("person_id") String id, byte[] body) {
        return calls.write(
                        http,
                        Act.on("person.password_reset", Scope.SECURITY_WRITE, id),
                        body,
                        (call, commits) -> people.resetPassword(call, commits, id, body))
                .onTermination()
                .invoke(() -> Arrays.fill(body, (byte) 0));
    }
}
