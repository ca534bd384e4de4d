package dev.sallyport.service.audit.route;

import static dev.sallyport.service.audit.sequence.Logs.await;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.audit.export.ExportLine;
import dev.sallyport.crypto.audit.export.ExportReader;
import dev.sallyport.crypto.codec.JsonValue.JsonArray;
import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.StrictJson;
import dev.sallyport.crypto.id.ApiKeyId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.service.address.CidrList;
import dev.sallyport.service.audit.Samples;
import dev.sallyport.service.audit.read.AuditExport;
import dev.sallyport.service.audit.sequence.Logs;
import dev.sallyport.service.caller.ApiKeyEntry;
import dev.sallyport.service.caller.ApiKeyText;
import dev.sallyport.service.caller.Caller;
import dev.sallyport.service.caller.CallerGate;
import dev.sallyport.service.caller.RateLimits;
import dev.sallyport.service.caller.Rates;
import dev.sallyport.service.caller.RemoteAddress;
import dev.sallyport.service.caller.Role;
import dev.sallyport.service.caller.Scope;
import dev.sallyport.service.caller.Subject;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// One log behind its routes, with keys and people of two tenants.
abstract class AuditOverHttp {

    static final Duration BODY_TIMEOUT = Duration.ofSeconds(1);
    static final TenantId OTHER = TenantId.of("ten_other");
    static final Map<ApiKeyId, ApiKeyEntry> KEYS = new ConcurrentHashMap<>();
    static final Map<String, Caller> PEOPLE = Map.of(
            "auditor", person(Optional.of(Samples.TENANT), Role.AUDITOR),
            "admin", person(Optional.of(Samples.TENANT), Role.ADMIN),
            "viewer", person(Optional.of(Samples.TENANT), Role.VIEWER),
            "platform",
                    Caller.of(
                            Optional.empty(),
                            new Subject.Person("per_root", Role.OWNER, true),
                            Set.of(Scope.AUDIT_READ, Scope.ADMIN_TENANTS)));

    static Vertx vertx;
    static Logs logs;
    static HttpServer server;
    static List<AuditRecord> records;
    static String auditor;
    static String stranger;
    static String withoutScope;

    final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        logs = Logs.create();
        logs.sequence();
        records = new ArrayList<>(Stream.generate(Samples::conclusion).limit(30).toList());
        records.addAll(Stream.generate(() -> Samples.conclusion(OTHER)).limit(5).toList());
        logs.write(records);
        auditor = key(Samples.TENANT, Scope.AUDIT_READ);
        stranger = key(OTHER, Scope.AUDIT_READ);
        withoutScope = key(Samples.TENANT, Scope.EVALUATE);
        var gate = new CallerGate(
                id -> Future.succeededFuture(Optional.ofNullable(KEYS.get(id))),
                token -> Future.succeededFuture(Optional.ofNullable(PEOPLE.get(token))),
                new RateLimits(new Rates(1_000)),
                Clock.systemUTC());
        var door = new AuditDoor(
                gate, new RemoteAddress(CidrList.of(List.of())), logs.log, Clock.systemUTC(), BODY_TIMEOUT);
        var router = Router.router(vertx);
        var export = new AuditExport(logs.reader, () -> List.of(Logs.delegation()));
        new AuditRoutes(logs.reader, export, door).register(router);
        server = await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
    }

    @AfterAll
    static void stop() throws Exception {
        await(server.close());
        logs.close();
        await(vertx.close());
    }

    /// All parts, one after the other.
    List<String> exported(String filter, String key) throws Exception {
        List<String> lines = new ArrayList<>();
        @Nullable String cursor = "";
        while (cursor != null) {
            var members = cursor.isEmpty()
                    ? filter
                    : "\"cursor\":\"" + cursor + "\"" + (filter.isEmpty() ? "" : "," + filter);
            post("/export", "{" + members + "}", key).body().lines().forEach(lines::add);
            cursor = ExportReader.read(lines.getLast()) instanceof ExportLine.End end ? end.nextCursor() : null;
        }
        return lines;
    }

    HttpResponse<String> as(String path, String token, String tenant) throws Exception {
        var request = HttpRequest.newBuilder(address(path))
                .header("Authorization", "Bearer " + token)
                .GET();
        return send(tenant.isEmpty() ? request : request.header("X-Sallyport-Tenant", tenant));
    }

    HttpResponse<String> erase(String person, String token) throws Exception {
        return send(HttpRequest.newBuilder(address("/erasures"))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString("{\"person\":\"" + person + "\"}")));
    }

    static Caller person(Optional<TenantId> tenant, Role role) {
        return Caller.of(tenant, new Subject.Person("per_" + role.text(), role, false), role.scopes());
    }

    HttpResponse<String> post(String path, String body, String key) throws Exception {
        return send(HttpRequest.newBuilder(address(path))
                .header("X-API-Key", key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/api/v2/audit" + path);
    }

    static JsonObject json(HttpResponse<String> response) {
        return StrictJson.parseObject(response.body().getBytes(StandardCharsets.UTF_8));
    }

    static List<JsonObject> data(JsonObject body) {
        if (!(body.find("data") instanceof JsonArray array)) {
            throw new AssertionError("no data");
        }
        return array.values().stream().map(JsonObject.class::cast).toList();
    }

    static String key(TenantId tenant, Scope scope) {
        return key(tenant, Set.of(scope), Optional.empty());
    }

    static String key(TenantId tenant, Set<Scope> scopes, Optional<Set<IntegrationId>> integrations) {
        return key(tenant, scopes, integrations, Optional.empty());
    }

    static String key(
            TenantId tenant,
            Set<Scope> scopes,
            Optional<Set<IntegrationId>> integrations,
            Optional<CidrList> addresses) {
        var random = new SecureRandom();
        var id = ApiKeyText.newId(random);
        try (Secret text = ApiKeyText.issue(id, true, random)) {
            var secrets = List.of(new ApiKeyEntry.AcceptedSecret(ApiKeyText.secretHash(text), Optional.empty()));
            KEYS.put(
                    id,
                    new ApiKeyEntry(
                            id,
                            tenant,
                            secrets,
                            scopes,
                            integrations,
                            Optional.empty(),
                            addresses,
                            Optional.empty(),
                            true));
            return text.reveal(bytes -> new String(bytes, StandardCharsets.US_ASCII));
        }
    }

    HttpResponse<String> get(String path, String key) throws Exception {
        return send(
                HttpRequest.newBuilder(address(path)).header("X-API-Key", key).GET());
    }
}
