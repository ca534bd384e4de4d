package dev.sallyport.quickstart.stack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Callers that each send one call after the other on kept connections for as long as the replica is in the balancer's
/// list, and never repeat one.
final class SteadyLoad implements AutoCloseable {

    private static final long LOOK_EVERY_MS = 200;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Supplier<HttpRequest> call;
    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> callers;
    private final Thread balancer;
    private volatile boolean listed = true;

    SteadyLoad(int callers, URI readiness, Supplier<HttpRequest> call) {
        this.call = call;
        balancer = Thread.ofPlatform().start(() -> look(readiness));
        this.callers = IntStream.range(0, callers)
                .mapToObj(i -> Thread.ofPlatform().start(this::callOn))
                .toList();
    }

    void awaitAnswers(int count) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (answered.get() < count) {
            if (System.nanoTime() > end) {
                throw new AssertionError(answered.get() + " answers in 30 s; failures: " + failures);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /// Waits until every caller has stopped; what failed until then.
    List<String> end() throws InterruptedException {
        for (Thread caller : callers) {
            caller.join(Duration.ofSeconds(30));
        }
        return List.copyOf(failures);
    }

    private void callOn() {
        while (listed) {
            try {
                var answer = http.send(call.get(), BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    answered.incrementAndGet();
                } else {
                    failures.add("status " + answer.statusCode() + ": " + answer.body());
                }
            } catch (IOException e) {
                failures.add(e.toString());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void look(URI readiness) {
        var request =
                HttpRequest.newBuilder(readiness).timeout(Duration.ofSeconds(2)).build();
        while (listed) {
            try {
                listed = http.send(request, BodyHandlers.discarding()).statusCode() == 200;
                TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
            } catch (IOException e) {
                listed = false;
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public void close() {
        listed = false;
        callers.forEach(Thread::interrupt);
        balancer.interrupt();
        http.shutdownNow();
    }
}
