package dev.sallyport.quickstart.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sallyport.crypto.audit.head.HeadSigner;
import dev.sallyport.crypto.pq.SigningKey;
import dev.sallyport.sdk.audit.AuditApi;
import dev.sallyport.sdk.audit.WitnessDesk;
import dev.sallyport.sdk.audit.WitnessKey;
import dev.sallyport.sdk.problem.SallyportException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A witness on a port of this machine: heads are posted to it, and it answers with cosignatures. TLS and the way to
/// it are the matter of whoever runs it for others.
final class WitnessServer implements AutoCloseable {

    private static final int MAX_BODY_BYTES = 65_536;

    private final HttpServer http;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final SigningKey key;
    private final WitnessDesk desk;

    private WitnessServer(HttpServer http, SigningKey key, WitnessDesk desk) {
        this.http = http;
        this.key = key;
        this.desk = desk;
    }

    /// Serves until it is closed; its key and its memory are in `folder`.
    static WitnessServer start(AuditApi audit, Path folder, int port) throws IOException {
        var key = WitnessKey.open(folder);
        var desk = audit.witness(HeadSigner.of(key), folder);
        desk.check();
        var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
        var server = new WitnessServer(http, key, desk);
        http.createContext("/", server::serve);
        http.setExecutor(server.threads);
        http.start();
        return server;
    }

    URI address() {
        return URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":"
                + http.getAddress().getPort() + "/");
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
            var reply =
                    body.length > MAX_BODY_BYTES || !exchange.getRequestMethod().equals("POST")
                            ? new WitnessDesk.Reply(400, "{}")
                            : answer(body);
            byte[] text = reply.body().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(reply.status(), text.length);
            exchange.getResponseBody().write(text);
        }
    }

    /// What cannot be judged or remembered now is not cosigned.
    private WitnessDesk.Reply answer(byte[] body) {
        try {
            return desk.answer(body);
        } catch (IOException | SallyportException e) {
            return new WitnessDesk.Reply(503, "{}");
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdown();
        key.close();
    }
}
