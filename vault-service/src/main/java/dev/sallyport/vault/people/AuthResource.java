package dev.sallyport.vault.people;

import dev.sallyport.vault.call.Act;
import dev.sallyport.vault.call.Calls;
import dev.sallyport.vault.json.JsonBody;
import dev.sallyport.vault.json.SecretMembers;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.Set;

/// Login, refresh, logout and the own password at the embedded issuer.
@Path("/api/v2/auth")
@Produces(MediaType.APPLICATION_JSON)
public class AuthResource {
    private static final Set<String> REFRESH = Set.of("refresh_token");

    private final Calls calls;
    private final Logins logins;
    private final Sessions sessions;
    private final VisitLimits limits;
    private final OwnPassword ownPassword;

    AuthResource(Calls calls, Logins logins, Sessions sessions, VisitLimits limits, OwnPassword ownPassword) {
        this.calls = calls;
        this.logins = logins;
        this.sessions = sessions;
        this.limits = limits;
        this.ownPassword = ownPassword;
    }

    /// Tokens for an address and a password.
    @POST
    @Path("/login")
    public Uni<Response> login(@Context HttpServerRequest http, byte[] body) {
        return calls.anonymous(http, "auth.login", visit -> {
                    try (var typed = SecretMembers.takeFrom(body, Set.of("password"))) {
                        var email =
                                JsonBody.of(body, Set.of("email", "password")).text("email", 320);
                        var password = typed.single()
                                .filter(secret -> secret.length() > 0 && secret.length() <= 1024)
                                .orElseThrow(() -> JsonBody.invalid("password", "must be a text"));
                        return logins.login(visit, email, password.copy());
                    }
                })
                .onTermination()
                .invoke(() -> Arrays.fill(body, (byte) 0));
    }

    /// Changes the own password; every session of the person ends, this one too.
    @POST
    @Path("/password")
    public Uni<Response> changePassword(@Context HttpServerRequest http, byte[] body) {
        return calls.write(
                        http,
                        Act.ofPerson("auth.password"),
                        body,
                        (call, commits) -> ownPassword.change(call, commits, body))
                .onTermination()
                .invoke(() -> Arrays.fill(body, (byte) 0));
    }

    /// The next tokens for a refresh token, which serves once.
    @POST
    @Path("/refresh")
    public Uni<Response> refresh(@Context HttpServerRequest http, byte[] body) {
        return calls.anonymous(
                http,
                "auth.refresh",
                visit -> limits.withToken(
                        visit,
                        () -> sessions.refresh(visit, JsonBody.of(body, REFRESH).text("refresh_token", 200))));
    }

    /// Ends a login and everything that grew out of it.
    @POST
    @Path("/logout")
    public Uni<Response> logout(@Context HttpServerRequest http, byte[] body) {
        return calls.anonymous(
                http,
                "auth.logout",
                visit -> limits.withToken(
                        visit,
                        () -> sessions.close(visit, JsonBody.of(body, REFRESH).text("refresh_token", 200))));
    }
}
