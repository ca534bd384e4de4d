package dev.sallyport.proxy.sealing;

import dev.sallyport.crypto.envelope.Binding;
import dev.sallyport.crypto.envelope.EnvelopeSealer;
import dev.sallyport.crypto.envelope.Recipient;
import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Seals answers on its own threads with one bounded queue. Thread safe.
public final class SignerPool implements AutoCloseable {

    /// With fewer answers before it, an envelope is there about when its audit record is on the disk.
    private static final int FEW = 2;

    private final BlockingQueue<Sealing<?>> queue;
    private final List<SignerThread> threads;
    private volatile boolean closed;

    /// Throws [IllegalArgumentException] for fewer than one thread or place in the queue.
    public SignerPool(SigningConfig config) {
        int count = config.threads().orElse(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
        if (count < 1) {
            throw new IllegalArgumentException("sallyport.signing.threads is " + count + ", not 1 or more");
        }
        queue = new LinkedBlockingQueue<>(config.queue());
        threads = IntStream.range(0, count)
                .mapToObj(number -> new SignerThread("signer-" + number, queue))
                .toList();
        threads.forEach(SignerThread::start);
    }

    /// The envelope's JSON. Takes the plaintext over and zeroes it.
    ///
    /// @param soon told, maybe twice, that the envelope will be there in a moment or never; must not throw
    /// @param besides what the caller waits for besides the envelope; the envelope may be there earlier
    public Future<byte[]> seal(
            EnvelopeSealer sealer,
            Recipient recipient,
            AuditEventId event,
            Binding binding,
            byte[] plaintext,
            Runnable soon,
            Future<?> besides) {
        return run(
                        () -> sealer.seal(recipient, event, binding, "application/json", plaintext)
                                .toJson(),
                        soon,
                        besides)
                .onFailure(failure -> Arrays.fill(plaintext, (byte) 0));
    }

    <T> Future<T> run(Supplier<T> work, Runnable soon, Future<?> besides) {
        var sealing = new Sealing<>(work, soon, besides);
        // A thread that ended may not have seen what came while it did.
        boolean refused = closed || !queue.offer(sealing) || closed && queue.remove(sealing);
        if (refused || waiting() < FEW) {
            soon.run();
        }
        return refused
                ? Future.failedFuture(new ProblemException(
                        ProblemCode.OVERLOADED,
                        ProblemCode.OVERLOADED.title(),
                        closed ? "signers have ended" : "signer queue is full"))
                : sealing.result();
    }

    /// Answers that wait for a thread.
    public int waiting() {
        return queue.size();
    }

    /// Refuses what comes from now on; what waits is still sealed.
    @Override
    public void close() {
        closed = true;
        threads.forEach(SignerThread::finish);
    }

    /// Whether all threads have ended.
    boolean awaitEnd(Duration most) throws InterruptedException {
        for (var thread : threads) {
            if (!thread.join(most)) {
                return false;
            }
        }
        return true;
    }
}
