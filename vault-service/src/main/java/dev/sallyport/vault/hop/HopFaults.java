package dev.sallyport.vault.hop;

import dev.sallyport.service.problem.Faults;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.VertxException;
import io.vertx.sqlclient.DatabaseException;
import java.io.IOException;

/// Faults of the pool that the internal routes read through.
final class HopFaults {
    private HopFaults() {}

    static ProblemException of(Throwable fault) {
        if (fault instanceof IOException || fault instanceof VertxException || fault instanceof DatabaseException) {
            return new ProblemException(
                    ProblemCode.DATABASE_UNAVAILABLE,
                    ProblemCode.DATABASE_UNAVAILABLE.title(),
                    "database: " + fault.getClass().getSimpleName(),
                    fault);
        }
        return Faults.toProblem(fault);
    }
}
