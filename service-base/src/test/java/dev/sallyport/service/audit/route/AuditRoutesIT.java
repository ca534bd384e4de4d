package dev.sallyport.service.audit.route;

import static dev.sallyport.service.audit.sequence.Logs.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.audit.export.ExportLine;
import dev.sallyport.crypto.audit.export.ExportReader;
import dev.sallyport.crypto.codec.JsonValue.JsonArray;
import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.StrictJson;
import dev.sallyport.crypto.id.ApiKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.service.address.CidrList;
import dev.sallyport.service.audit.Samples;
import dev.sallyport.service.audit.read.AuditExport;
import dev.sallyport.service.audit.sequence.Logs;
import dev.sallyport.service.caller.ApiKeyEntry;
import dev.sallyport.service.caller.ApiKeyText;
import dev.sallyport.service.caller.CallerGate;
import dev.sallyport.service.caller.RateConfig;
import dev.sallyport.service.caller.RateLimits;
import dev.sallyport.service.caller.RemoteAddress;
import dev.sallyport.service.caller.Scope;
import dev.sallyport.service.caller.TokenDirectory;
import io.smallrye.config.SmallRyeConfigBuilder;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditRoutesIT {

    private static final TenantId OTHER = TenantId.of("ten_other");
    private static final Map<ApiKeyId, ApiKeyEntry> KEYS = new ConcurrentHashMap<>();

    private static Vertx vertx;
    private static Logs logs;
    private static HttpServer server;
    private static List<AuditRecord> records;
    private static String auditor;
    private static String stranger;
    private static String withoutScope;

    private final HttpClient http = HttpClient.newHttpClient();

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
        var rates = new SmallRyeConfigBuilder()
                .withMapping(RateConfig.class)
                .build()
                .getConfigMapping(RateConfig.class);
        var gate = new CallerGate(
                id -> Future.succeededFuture(Optional.ofNullable(KEYS.get(id))),
                TokenDirectory.none(),
                new RateLimits(rates),
                Clock.systemUTC());
        var door = new AuditDoor(gate, new RemoteAddress(CidrList.of(List.of())), logs.log, Clock.systemUTC());
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

    @Test
    void a_key_lists_its_tenants_events_page_by_page_and_no_others() throws Exception {
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            var page = json(get("/logs?limit=7&key_id=key_a" + cursor, auditor));
            data(page).forEach(event -> seen.add(event.text("audit_event_id")));
            cursor = page.object("meta").find("next_cursor") == null
                    ? ""
                    : "&cursor=" + page.object("meta").text("next_cursor");
        } while (!cursor.isEmpty());

        assertThat(seen).containsExactlyInAnyOrderElementsOf(records.subList(0, 30).stream()
                .map(record -> record.id().value())
                .toList());
    }

    @Test
    void a_proof_verifies_and_another_tenants_event_reads_like_one_that_does_not_exist() throws Exception {
        var record = records.getFirst();

        var proof = data(json(get("/logs/" + record.id() + "/proof", auditor))).getFirst();
        var foreign = get("/logs/" + record.id() + "/proof", stranger);
        var absent = get("/logs/aud_nowhere/proof", stranger);

        assertThat(proof.bytes("leaf_hash", 32)).isEqualTo(record.leaf().bytes());
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(json(foreign).object("error").text("code"))
                .isEqualTo(json(absent).object("error").text("code"));
        assertThat(get("/logs/" + record.id(), stranger).statusCode()).isEqualTo(404);
        assertThat(get("/logs/" + record.id(), auditor).statusCode()).isEqualTo(200);
    }

    @Test
    void an_export_over_http_verifies_and_shows_other_tenants_as_bare_hashes() throws Exception {
        var lines = post("/export", "{}", auditor).body().lines().toList();

        assertThat(Logs.verify(lines, List.of(), List.of()).findings()).isEmpty();
        assertThat(lines).noneMatch(line -> line.contains("ten_other"));
        assertThat(ExportReader.read(lines.getLast())).isInstanceOf(ExportLine.End.class);
    }

    @Test
    void csv_and_ocsf_carry_the_record_and_its_path() throws Exception {
        var csv = post("/export", "{\"format\":\"csv\"}", auditor);
        var ocsf = post("/export", "{\"format\":\"ocsf\",\"key_id\":\"key_a\"}", auditor);

        assertThat(csv.headers().firstValue("content-type")).hasValue("text/csv; charset=utf-8");
        assertThat(csv.body().lines().skip(1)).allMatch(line -> line.split(",", -1).length == 22);
        var first = StrictJson.parseObject(
                ocsf.body().lines().findFirst().orElseThrow().getBytes(StandardCharsets.UTF_8));
        assertThat(first.integer("class_uid")).isEqualTo(6003);
        assertThat(first.object("unmapped").bytes("canonical")).isNotEmpty();
    }

    @Test
    void heads_and_their_consistency_can_be_read() throws Exception {
        var newest = data(json(get("/heads?limit=1", auditor))).getFirst();

        var proof = json(get("/consistency?from=3&to=" + newest.integer("tree_size"), auditor)).object("data");

        assertThat(proof.integer("from")).isEqualTo(3);
        assertThat(get("/consistency?from=9&to=3", auditor).statusCode()).isEqualTo(400);
        assertThat(get("/consistency?from=1&to=999999999", auditor).statusCode()).isEqualTo(400);
    }

    @Test
    void every_read_is_an_event_whose_id_is_in_the_answer() throws Exception {
        var answer = json(get("/heads", auditor));

        assertThat(logs.database.column("SELECT operation FROM audit.event WHERE event_id = '"
                        + answer.object("meta").text("audit_event_id") + "'"))
                .containsExactly("audit.heads");
    }

    @Test
    void without_a_key_or_its_scope_nothing_is_read() throws Exception {
        assertThat(get("/logs", withoutScope).statusCode()).isEqualTo(403);
        assertThat(get("/logs", "sp_live_nonsense").statusCode()).isEqualTo(401);
        assertThat(post("/export", "{}", withoutScope).statusCode()).isEqualTo(403);
        assertThat(get("/heads", withoutScope).statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/logs?limit=0", "/logs?limit=201", "/logs?limit=x", "/logs?cursor=-1", "/logs?from=yesterday",
                "/logs?decision=MAYBE", "/consistency", "/consistency?from=a&to=b", "/heads?cursor=%27"
            })
    void a_malformed_query_is_refused_with_4xx(String path) throws Exception {
        assertThat(get(path, auditor).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{\"format\":\"xml\"}", "{\"cursor\":\"1-x-2\"}", "{", "{\"from\":1}", "{\"a\":1,\"a\":2}"})
    void a_malformed_export_is_refused_with_4xx(String body) throws Exception {
        assertThat(post("/export", body, auditor).statusCode()).isBetween(400, 499);
    }

    private HttpResponse<String> get(String path, String key) throws Exception {
        return send(HttpRequest.newBuilder(address(path)).header("X-API-Key", key).GET());
    }

    private HttpResponse<String> post(String path, String body, String key) throws Exception {
        return send(HttpRequest.newBuilder(address(path))
                .header("X-API-Key", key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/api/v2/audit" + path);
    }

    private static JsonObject json(HttpResponse<String> response) {
        return StrictJson.parseObject(response.body().getBytes(StandardCharsets.UTF_8));
    }

    private static List<JsonObject> data(JsonObject body) {
        if (!(body.find("data") instanceof JsonArray array)) {
            throw new AssertionError("no data");
        }
        return array.values().stream().map(JsonObject.class::cast).toList();
    }

    private static String key(TenantId tenant, Scope scope) {
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
                            Set.of(scope),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            true));
            return text.reveal(bytes -> new String(bytes, StandardCharsets.US_ASCII));
        }
    }
}
