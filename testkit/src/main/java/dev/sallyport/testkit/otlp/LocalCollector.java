package dev.sallyport.testkit.otlp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;

/// Takes what an OTLP exporter posts over HTTP and keeps the bytes. Texts stand in them as they are, so a search
/// finds them. Thread safe. Source: OTLP specification 1.x, OTLP/HTTP.
public final class LocalCollector implements AutoCloseable {
    private static final int OK = 200;

    private final HttpServer server;
    private final Queue<byte[]> bodies = new ConcurrentLinkedQueue<>();

    private LocalCollector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.start();
    }

    public static LocalCollector started() {
        try {
            return new LocalCollector();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where an exporter posts to.
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// Everything that came so far, byte for character.
    public String received() {
        var all = new StringBuilder();
        bodies.forEach(body -> all.append(new String(body, StandardCharsets.ISO_8859_1)));
        return all.toString();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void take(HttpExchange http) throws IOException {
        var raw = http.getRequestBody();
        boolean packed = "gzip".equals(http.getRequestHeaders().getFirst("Content-Encoding"));
        try (var body = packed ? new GZIPInputStream(raw) : raw) {
            bodies.add(body.readAllBytes());
        }
        http.getResponseHeaders().add("Content-Type", "application/x-protobuf");
        http.sendResponseHeaders(OK, -1);
        http.close();
    }
}
