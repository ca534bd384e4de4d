package dev.sallyport.vault.call;

import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/// The service's own database: one session, or one transaction, per use. A database that is away becomes
/// `database_unavailable` here and nowhere else.
@ApplicationScoped
public class Database {
    private final Mutiny.SessionFactory sessions;

    Database(Mutiny.SessionFactory sessions) {
        this.sessions = sessions;
    }

    /// Reads in a session of its own.
    public <T> Uni<T> read(Function<Mutiny.Session, Uni<T>> work) {
        return sessions.withSession(session -> {
                    session.setDefaultReadOnly(true);
                    return work.apply(session);
                })
                .onFailure()
                .transform(Database::toProblem);
    }

    /// Writes in a transaction that commits when `work` succeeds.
    public <T> Uni<T> write(Function<Mutiny.Session, Uni<T>> work) {
        return sessions.withTransaction(work::apply).onFailure().transform(Database::toProblem);
    }

    private static Throwable toProblem(Throwable fault) {
        for (@Nullable Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException) {
                return cause;
            }
            if (cause instanceof PgException pg && !isAway(pg)) {
                return fault;
            }
        }
        for (@Nullable Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException
                    || cause instanceof TimeoutException
                    || cause instanceof VertxException
                    || cause instanceof PgException) {
                return new ProblemException(
                        ProblemCode.DATABASE_UNAVAILABLE,
                        ProblemCode.DATABASE_UNAVAILABLE.title(),
                        "database away: " + cause.getClass().getSimpleName(),
                        fault);
            }
        }
        return fault;
    }

    /// Class 08 (connection), 57P (shutdown) and 53 (resources). Source: PostgreSQL, appendix A.
    private static boolean isAway(PgException fault) {
        var state = fault.getSqlState() == null ? "" : fault.getSqlState();
        return state.startsWith("08") || state.startsWith("57P") || state.startsWith("53");
    }
}
