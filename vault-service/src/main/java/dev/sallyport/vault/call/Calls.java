package dev.sallyport.vault.call;

import dev.sallyport.service.address.IpAddress;
import dev.sallyport.service.caller.Caller;
import dev.sallyport.service.problem.Faults;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.service.problem.RequestId;
import dev.sallyport.vault.call.Commits.Committed;
import dev.sallyport.vault.metering.Stage;
import dev.sallyport.vault.metering.Stages;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/// The one way through the service. A reading call: admit, run, conclude in the audit log, answer. A writing call:
/// admit, look for an earlier answer, make the intent durable, run, commit, conclude, answer.
@ApplicationScoped
public class Calls {
    private static final byte[] NO_BODY = new byte[0];

    private final Door door;
    private final Trail trail;
    private final IdempotencyStore idempotency;
    private final SingleFlight flights;
    private final Database database;
    private final Stages stages;

    Calls(
            Door door,
            Trail trail,
            IdempotencyStore idempotency,
            SingleFlight flights,
            Database database,
            Stages stages) {
        this.door = door;
        this.trail = trail;
        this.idempotency = idempotency;
        this.flights = flights;
        this.database = database;
        this.stages = stages;
    }

    /// A call that changes nothing.
    public Uni<Response> read(HttpServerRequest http, Act act, Function<Call, Uni<Answer>> work) {
        return answering(http, act, NO_BODY, call -> work.apply(call).map(answer -> Rendered.of(call, answer)));
    }

    /// A call that changes something; `work` prepares outside the transaction and ends in [Commits#commit].
    public Uni<Response> write(
            HttpServerRequest http, Act act, byte @Nullable [] body, BiFunction<Call, Commits, Uni<Committed>> work) {
        var bytes = body == null ? NO_BODY : body;
        return answering(http, act, bytes, call -> once(call, work));
    }

    /// A call by somebody who has yet to prove who he is. The `person_id` of the answer, if there is one, goes into the
    /// event.
    public Uni<Response> anonymous(HttpServerRequest http, String operation, Function<Visit, Uni<Answer>> work) {
        long begun = System.nanoTime();
        var entrance = door.enter(http);
        var visit = new Visit(entrance.requestId(), entrance.remote(), entrance.now());
        return stages.timed(Stage.WORK, () -> work.apply(readable(entrance, visit)))
                .onItemOrFailure()
                .transformToUni((answer, fault) ->
                        stages.timed(Stage.CONCLUDE, () -> trail.visited(entrance, operation, answer, fault)))
                .onItemOrFailure()
                .invoke((_, fault) -> ended(operation, fault, begun))
                .onItemOrFailure()
                .transform((rendered, fault) -> HttpAnswers.of(entrance, rendered, fault));
    }

    private Uni<Response> answering(HttpServerRequest http, Act act, byte[] body, Function<Call, Uni<Rendered>> work) {
        long begun = System.nanoTime();
        var entrance = door.enter(http);
        var proven = new AtomicReference<Caller>();
        return stages.timed(Stage.ADMIT, () -> door.admit(entrance, act, proven::set))
                .onFailure()
                .recoverWithUni(fault ->
                        trail.refused(entrance, Optional.ofNullable(proven.get()), act, Faults.toProblem(fault)))
                .chain(caller -> {
                    var call = trail.begin(entrance, caller, act, body);
                    return stages.timed(
                                    Stage.WORK, () -> work.apply(possible(readable(entrance, act, call), act, body)))
                            .onItemOrFailure()
                            .transformToUni((rendered, fault) ->
                                    stages.timed(Stage.CONCLUDE, () -> trail.conclude(call, rendered, fault)));
                })
                .onItemOrFailure()
                .invoke((_, fault) -> ended(act.operation(), fault, begun))
                .onItemOrFailure()
                .transform((rendered, fault) -> HttpAnswers.of(entrance, rendered, fault));
    }

    private void ended(String operation, @Nullable Throwable fault, long begun) {
        var outcome = fault == null ? "ok" : Faults.toProblem(fault).code().code();
        stages.call(operation, outcome, begun);
    }

    private static Call readable(Entrance entrance, Act act, Call call) {
        return act.urgent() ? call : readable(entrance, call);
    }

    private static <T> T readable(Entrance entrance, T call) {
        if (entrance.foreignBody()) {
            throw new ProblemException(ProblemCode.UNSUPPORTED_MEDIA_TYPE);
        }
        return call;
    }

    private static Call possible(Call call, Act act, byte[] body) {
        if (act.impossible()) {
            throw new ProblemException(ProblemCode.NOT_FOUND);
        }
        if (body.length > BodyLimit.MAX_BYTES) {
            throw new ProblemException(ProblemCode.BODY_TOO_LARGE);
        }
        call.requireGoodIdempotencyKey();
        return call;
    }

    private Uni<Rendered> once(Call call, BiFunction<Call, Commits, Uni<Committed>> work) {
        if (call.idempotencyKey().isEmpty()) {
            return effect(call, work);
        }
        var key = call.idempotencyKey().get();
        return flights.one(
                key.name(),
                () -> stages.timed(Stage.REPLAY, () -> idempotency.find(key, call.requestMac()))
                        .chain(earlier -> earlier.isPresent()
                                ? Uni.createFrom().item(earlier.get())
                                : effect(call, work)
                                        .onFailure(Calls::isDuplicate)
                                        .recoverWithUni(fault -> idempotency
                                                .find(key, call.requestMac())
                                                .map(found -> orThrow(found, fault)))));
    }

    private Uni<Rendered> effect(Call call, BiFunction<Call, Commits, Uni<Committed>> work) {
        return stages.timed(Stage.INTEND, () -> trail.intend(call))
                .chain(() -> work.apply(call, change -> commit(call, change)))
                .map(Committed::rendered);
    }

    private Uni<Committed> commit(Call call, Function<Mutiny.Session, Uni<Answer>> change) {
        return stages.timed(
                Stage.COMMIT,
                () -> database.write(session -> change.apply(session).chain(answer -> {
                    var rendered = Rendered.of(call, answer);
                    return idempotency.keep(session, call, rendered).replaceWith(new Committed(rendered));
                })));
    }

    /// Another replica was faster under the same key. Source: PostgreSQL, SQLSTATE 23505.
    private static boolean isDuplicate(Throwable fault) {
        for (@Nullable Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof PgException pg && "23505".equals(pg.getSqlState())) {
                return "idempotency".equals(pg.getTable());
            }
        }
        return false;
    }

    private static Rendered orThrow(Optional<Rendered> found, Throwable fault) {
        return found.orElseThrow(() -> new ProblemException(
                ProblemCode.INTERNAL_ERROR, ProblemCode.INTERNAL_ERROR.title(), "duplicate key", fault));
    }

    /// A call by somebody who has yet to prove who he is.
    public record Visit(RequestId requestId, IpAddress remote, Instant now) {}
}
