package dev.sallyport.proxy;

import static java.util.Objects.requireNonNull;

import dev.sallyport.crypto.keys.GrantSignature;
import dev.sallyport.crypto.pq.SigningKey;
import dev.sallyport.service.jwt.ServiceName;
import dev.sallyport.service.jwt.ServiceTokenVerifier;
import dev.sallyport.service.jwt.TokenRefused;
import dev.sallyport.testkit.postgres.TestCa;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The vault's internal routes by the contract: HTTPS, service tokens, grants signed by the sealing key, the change
/// stream.
final class TestVault implements AutoCloseable {

    /// A grant as the vault's tables hold it.
    private record Row(String kind, JsonObject grant, byte @Nullable [] record, String state) {}

    private record Change(long seq, String line) {}

    private final Vertx vertx;
    private final SigningKey sealer;
    private final ServiceTokenVerifier tokens;
    private final TestCa.Issued certificate;
    private final Map<String, Row> rows = new ConcurrentHashMap<>();
    private final List<Change> changes = new CopyOnWriteArrayList<>();
    private final List<HttpServerResponse> followers = new CopyOnWriteArrayList<>();
    private final AtomicLong seq = new AtomicLong();
    private final AtomicInteger fetches = new AtomicInteger();
    private final AtomicInteger refusedStreams = new AtomicInteger();
    private final List<String> usage = new CopyOnWriteArrayList<>();
    private @Nullable HttpServer server;
    private int port;
    private volatile boolean stopping;

    TestVault(Vertx vertx, SigningKey sealer, PublicKey proxysKey, TestCa ca) {
        this.vertx = vertx;
        this.sealer = sealer;
        this.tokens = new ServiceTokenVerifier(
                proxysKey, ServiceName.SALLYPORT_VAULT, ServiceName.SALLYPORT_PROXY, Clock.systemUTC());
        this.certificate = ca.issue(List.of("localhost"), List.of("127.0.0.1"), Duration.ofDays(1));
        vertx.setPeriodic(200, id -> beat());
        start();
    }

    private void beat() {
        if (stopping) {
            followers.forEach(HttpServerResponse::end);
            followers.clear();
        } else {
            followers.forEach(f -> f.write("{\"seq\":" + seq.get() + ",\"kind\":\"heartbeat\"}\n"));
        }
    }

    public void start() {
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(certificate.certificatePem()))
                        .addKeyValue(Buffer.buffer(certificate.privateKeyPem())))
                .setPort(port)
                .setHost("127.0.0.1");
        server = Waiting.on(
                vertx.createHttpServer(options).requestHandler(this::serve).listen());
        port = server.actualPort();
    }

    /// An outage: the port refuses connections and the change stream ends.
    public void stop() {
        followers.clear();
        HttpServer running = server;
        if (running != null) {
            Waiting.on(running.close());
        }
        server = null;
    }

    /// While a replica stops, its change streams end and it begins none; what is asked for once is still answered.
    public void stopping(boolean now) {
        stopping = now;
    }

    /// Change streams that were not begun so far.
    public int refusedStreams() {
        return refusedStreams.get();
    }

    @Override
    public void close() {
        stop();
    }

    public int port() {
        return port;
    }

    /// Requests for grants so far.
    public int fetches() {
        return fetches.get();
    }

    /// Bodies of usage reports.
    public List<String> usage() {
        return usage;
    }

    /// Writes a grant and its line in the change log, as one transaction would.
    public void put(String kind, String id, JsonObject grant, byte @Nullable [] record) {
        put(kind, id, grant, record, "active");
    }

    public void put(String kind, String id, JsonObject grant, byte @Nullable [] record, String state) {
        long number = seq.incrementAndGet();
        boolean active = state.equals("active");
        JsonObject signed = active ? grant.copy() : ended(kind, id, grant);
        signed.put("kind", kind).put("state", state).put("issued_seq", number);
        rows.put(id, new Row(kind, signed, active ? record : null, state));
        announce(number, kind, id, grant.getString("tenant_id"));
    }

    /// Of what has ended the vault says no more than that.
    private static JsonObject ended(String kind, String id, JsonObject grant) {
        String name = kind.equals("api_key") ? "key_id" : kind + "_id";
        return new JsonObject().put("tenant_id", grant.getString("tenant_id")).put(name, id);
    }

    /// Announces a change without changing a grant's row.
    public void announce(String kind, String id, String tenantId) {
        announce(seq.incrementAndGet(), kind, id, tenantId);
    }

    private void announce(long number, String kind, String id, String tenantId) {
        String line = new JsonObject()
                        .put("seq", number)
                        .put("kind", kind)
                        .put("id", id)
                        .put("tenant_id", tenantId)
                        .encode()
                + "\n";
        changes.add(new Change(number, line));
        followers.forEach(follower -> follower.write(line));
    }

    /// The grant of an id.
    public JsonObject grant(String id) {
        return row(id).grant().copy();
    }

    public byte @Nullable [] record(String id) {
        return row(id).record();
    }

    /// What a writer of the vault's database could do: puts a row back or swaps it, without a change in the log.
    public void tamper(String id, JsonObject grant, byte @Nullable [] record) {
        Row row = row(id);
        rows.put(id, new Row(row.kind(), grant, record, row.state()));
    }

    /// The same writer sets the state that stands beside the signed bytes.
    public void tamperState(String id, String state) {
        Row row = row(id);
        rows.put(id, new Row(row.kind(), row.grant(), row.record(), state));
    }

    /// Everything in the vault's database at one time.
    record Backup(Map<String, Row> rows, List<Change> changes, long seq) {}

    public Backup backup() {
        return new Backup(Map.copyOf(rows), List.copyOf(changes), seq.get());
    }

    /// Puts back the rows of an earlier time and leaves the log as it is.
    public void tamperRows(Backup backup) {
        rows.putAll(backup.rows());
    }

    /// Puts the whole database back to an earlier time.
    public void restore(Backup backup) {
        rows.clear();
        rows.putAll(backup.rows());
        changes.clear();
        changes.addAll(backup.changes());
        seq.set(backup.seq());
    }

    private Row row(String id) {
        return requireNonNull(rows.get(id), "no such grant");
    }

    private void serve(HttpServerRequest request) {
        try {
            tokens.verify(request.getHeader("Authorization"));
        } catch (TokenRefused e) {
            request.response().setStatusCode(404).end();
            return;
        }
        String path = String.valueOf(request.path());
        if (path.equals("/internal/v1/changes")) {
            follow(request);
        } else if (path.startsWith("/internal/v1/grants/")) {
            grant(request, path.substring(path.lastIndexOf('/') + 1));
        } else if (path.equals("/internal/v1/usage")) {
            request.body().onSuccess(body -> {
                usage.add(body.toString());
                request.response().setStatusCode(204).end();
            });
        } else {
            request.response().setStatusCode(404).end();
        }
    }

    private void follow(HttpServerRequest request) {
        if (stopping) {
            refusedStreams.incrementAndGet();
            request.response().setStatusCode(503).end("{}");
            return;
        }
        long after = Long.parseLong(request.getParam("after"));
        HttpServerResponse response = request.response().setChunked(true);
        response.putHeader("Content-Type", "application/x-ndjson");
        response.write("{\"seq\":" + seq.get() + ",\"kind\":\"heartbeat\"}\n");
        changes.stream().filter(change -> change.seq() > after).forEach(change -> response.write(change.line()));
        followers.add(response);
        response.closeHandler(closed -> followers.remove(response));
    }

    private void grant(HttpServerRequest request, String id) {
        fetches.incrementAndGet();
        Row row = rows.get(id);
        if (row == null) {
            request.response().setStatusCode(404).end();
            return;
        }
        byte[] bytes = row.grant().encode().getBytes(StandardCharsets.UTF_8);
        JsonObject answer = new JsonObject()
                .put("grant", base64(bytes))
                .put("signature", base64(GrantSignature.sign(sealer, row.kind(), bytes)))
                .put("sealer_key_id", sealer.id().value())
                .put("kind", row.kind())
                .put("seq", row.grant().getLong("issued_seq"))
                .put("state", row.state());
        byte[] record = row.record();
        if (record != null) {
            answer.put("record", base64(record));
        }
        request.response().putHeader("Content-Type", "application/json").end(answer.encode());
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
