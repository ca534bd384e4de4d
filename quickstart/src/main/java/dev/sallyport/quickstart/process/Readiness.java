package dev.sallyport.quickstart.process;

import dev.sallyport.quickstart.cli.CliFailure;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.function.IntPredicate;

/// Waits until a child of this launcher answers over HTTP. Its port was free before the child was started, and a
/// child that does not get its port ends, so an answer while the child lives is the child's own.
public final class Readiness {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration BETWEEN = Duration.ofMillis(100);

    private Readiness() {}

    /// Returns once `address` answers `status`.
    public static void await(Child child, URI address, int status) throws IOException, InterruptedException {
        await(child, address, answered -> answered == status);
    }

    /// Returns once `address` answers anything.
    public static void awaitAny(Child child, URI address) throws IOException, InterruptedException {
        await(child, address, answered -> answered > 0);
    }

    private static void await(Child child, URI address, IntPredicate isReady) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!isReady.test(ask(address))) {
            child.requireAlive();
            if (System.nanoTime() > deadline) {
                throw CliFailure.failed(child.name() + " is not ready after " + TIMEOUT.toSeconds()
                        + " s; its log ends:\n" + String.join("\n", child.lastLines()));
            }
            Thread.sleep(BETWEEN.toMillis());
        }
        child.requireAlive();
    }

    /// The status of the answer, -1 where none came.
    public static int ask(URI address) throws IOException {
        var connection = (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(1_000);
        connection.setReadTimeout(5_000);
        try {
            return connection.getResponseCode();
        } catch (IOException e) {
            return -1;
        } finally {
            connection.disconnect();
        }
    }
}
