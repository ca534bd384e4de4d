package dev.sallyport.vault.call;

import dev.sallyport.service.caller.Caller;
import dev.sallyport.service.caller.CallerGate;
import dev.sallyport.service.caller.Credentials;
import dev.sallyport.service.caller.RemoteAddress;
import dev.sallyport.service.caller.Subject;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.service.problem.RequestId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/// Reads who calls and lets them in. A platform administrator may name the tenant that a call is for, and has
/// an owner's scopes in it.
@ApplicationScoped
class Door {
    private final CallerGate gate;
    private final RemoteAddress addresses;
    private final Clock clock;

    Door(CallerGate gate, RemoteAddress addresses, Clock clock) {
        this.gate = gate;
        this.addresses = addresses;
        this.clock = clock;
    }

    Entrance enter(HttpServerRequest http) {
        var headers = http.headers();
        return new Entrance(
                RequestId.next().inLogs(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                addresses.of(http),
                Credentials.of(headers.get("X-API-Key"), headers.get("Authorization")),
                Optional.ofNullable(headers.get(Caller.TENANT_HEADER)),
                headers.get("Idempotency-Key"),
                http.method().name(),
                http.uri(),
                http.bytesRead() > 0 && isForeign(headers.get("Content-Type")));
    }

    /// Keeps the framework from judging a media type before it is known who calls; the request itself keeps it.
    @ServerRequestFilter(preMatching = true)
    void admitAnyMediaType(ContainerRequestContext request) {
        if (isForeign(request.getHeaderString(HttpHeaders.CONTENT_TYPE))) {
            request.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_OCTET_STREAM);
        }
    }

    private static boolean isForeign(@Nullable String mediaType) {
        return mediaType != null && !mediaType.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
    }

    /// `proven` is told who calls as soon as that is certain, also where the call is refused after all.
    Uni<Caller> admit(Entrance entrance, Act act, Consumer<Caller> proven) {
        return Uni.createFrom()
                .completionStage(() -> gate.admit(entrance.credentials(), entrance.remote(), proven)
                        .toCompletionStage())
                .map(caller -> permitted(caller.inTenant(entrance.namedTenant()), act));
    }

    private static Caller permitted(Caller caller, Act act) {
        if (act.scope() != null) {
            return caller.require(act.scope());
        }
        return switch (caller.subject()) {
            case Subject.Person _ -> caller;
            case Subject.Program _ ->
                throw new ProblemException(
                        ProblemCode.SCOPE_MISSING, "The call is for people, not for API keys.", "a key for a person");
        };
    }
}
