package dev.sallyport.proxy.sealing;

import dev.sallyport.crypto.envelope.Binding;
import dev.sallyport.crypto.envelope.EnvelopeSealer;
import dev.sallyport.crypto.envelope.Recipient;
import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Seals answers on its own threads with one bounded queue. Thread safe.
public final class SignerPool implements AutoCloseable {

    /// With fewer answers before it, an envelope is there about when its audit record is on the disk.
    private static final int FEW = 2;

    private final ThreadPoolExecutor threads;

    public SignerPool(SigningConfig config) {
        int count = config.threads().orElse(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
        threads = new ThreadPoolExecutor(
                count,
                count,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(config.queue()),
                Thread.ofPlatform().name("signer-", 0).daemon(true).factory());
    }

    /// The envelope's JSON. Takes the plaintext over and zeroes it.
    ///
    /// @param soon told, maybe twice, that the envelope will be there in a moment or never; must not throw
    public Future<byte[]> seal(
            EnvelopeSealer sealer,
            Recipient recipient,
            AuditEventId event,
            Binding binding,
            byte[] plaintext,
            Runnable soon) {
        return run(
                        () -> sealer.seal(recipient, event, binding, "application/json", plaintext)
                                .toJson(),
                        soon)
                .onFailure(failure -> Arrays.fill(plaintext, (byte) 0));
    }

    <T> Future<T> run(Supplier<T> work, Runnable soon) {
        Promise<T> result = Promise.promise();
        try {
            threads.execute(() -> {
                try {
                    soon.run();
                    result.complete(work.get());
                } catch (RuntimeException e) {
                    result.fail(e);
                }
            });
        } catch (RejectedExecutionException e) {
            result.fail(new ProblemException(
                    ProblemCode.OVERLOADED, ProblemCode.OVERLOADED.title(), "signer queue is full"));
        }
        if (waiting() < FEW || result.future().failed()) {
            soon.run();
        }
        return result.future();
    }

    /// Answers that wait for a thread.
    public int waiting() {
        return threads.getQueue().size();
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
