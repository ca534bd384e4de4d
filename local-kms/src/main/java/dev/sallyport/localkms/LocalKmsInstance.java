package dev.sallyport.localkms;

import com.sun.net.httpserver.HttpServer;
import dev.sallyport.localkms.api.KmsApi;
import dev.sallyport.localkms.http.KmsHandler;
import dev.sallyport.localkms.signature.SignatureVerifier;
import dev.sallyport.localkms.store.KeyStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A running server. Closing it finishes the requests under way, for at most two seconds, and frees the folder.
public final class LocalKmsInstance implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(2);

    private final HttpServer server;
    private final ExecutorService threads;
    private final KeyStore store;
    private final UnderWay underWay;

    private LocalKmsInstance(HttpServer server, ExecutorService threads, KeyStore store, UnderWay underWay) {
        this.server = server;
        this.threads = threads;
        this.store = store;
        this.underWay = underWay;
    }

    /// @throws IOException with the reason in one line: port or folder in use, wrong store key, a broken file
    public static LocalKmsInstance start(LocalKmsOptions options) throws IOException {
        // Read once by the JDK's server: without it an answer can wait 40 ms for a delayed acknowledgement.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
        var store = KeyStore.open(options.data(), options.storeKey(), options.clock());
        try {
            var server = HttpServer.create(options.address(), 0);
            var threads = Executors.newVirtualThreadPerTaskExecutor();
            server.setExecutor(threads);
            var underWay = new UnderWay(new KmsHandler(
                    new SignatureVerifier(options.principals(), options.clock()),
                    new KmsApi(store, options.principals(), options.clock()),
                    options.faults()));
            server.createContext("/", underWay);
            server.start();
            return new LocalKmsInstance(server, threads, store, underWay);
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public URI endpoint() {
        InetSocketAddress address = server.getAddress();
        var host = address.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : address.getAddress().getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
    }

    @Override
    public void close() {
        underWay.finish(GRACE);
        server.stop(0);
        threads.shutdownNow();
        store.close();
    }
}
