package dev.sallyport.vault.people;

import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.metering.Stage;
import dev.sallyport.vault.metering.Stages;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/// A few threads of their own for password hashing, and a bounded number of those who wait for them.
@ApplicationScoped
class Hasher {
    private static final int MAX_WAITING = 64;

    private final WorkerExecutor workers;
    private final Stages stages;
    private final AtomicInteger waiting = new AtomicInteger();

    Hasher(Vertx vertx, PeopleConfig config, Stages stages) {
        this.stages = stages;
        this.workers = vertx.createSharedWorkerExecutor("sallyport-passwords", config.hashers());
    }

    <T> Uni<T> run(Callable<T> work) {
        return stages.timed(Stage.HASH, () -> {
            if (waiting.incrementAndGet() > MAX_WAITING) {
                waiting.decrementAndGet();
                throw new ProblemException(ProblemCode.OVERLOADED);
            }
            return Uni.createFrom()
                    .completionStage(workers.executeBlocking(work, false).toCompletionStage())
                    .onTermination()
                    .invoke(waiting::decrementAndGet);
        });
    }
}
