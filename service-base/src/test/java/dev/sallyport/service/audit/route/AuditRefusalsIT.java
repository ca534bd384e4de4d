package dev.sallyport.service.audit.route;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.service.address.CidrList;
import dev.sallyport.service.audit.Samples;
import dev.sallyport.service.audit.sequence.Logs;
import dev.sallyport.service.caller.Scope;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Whoever is refused at the audit's own door leaves one event, and the answer says which.
class AuditRefusalsIT extends AuditOverHttp {

    private static final String EXPORT = "/api/v2/audit/export";

    @Test
    void an_unknown_caller_leaves_an_event_of_no_tenant() throws Exception {
        for (String key : List.of("sp_live_nonsense", auditor.substring(0, auditor.length() - 6) + "AAAAAA")) {
            assertLeft(() -> get("/logs", key), 401, "audit.list", null);
            assertLeft(() -> get("/heads", key), 401, "audit.heads", null);
            assertLeft(() -> post("/export", "{}", key), 401, "audit.export", null);
            assertLeft(() -> post("/erasures", "{\"person\":\"per_a\"}", key), 401, "audit.erase", null);
        }
        assertLeft(() -> as("/logs", "no token of ours", ""), 401, "audit.list", null);
    }

    @Test
    void a_key_from_a_wrong_address_leaves_an_event_of_its_own() throws Exception {
        var elsewhere = key(
                Samples.TENANT,
                Set.of(Scope.AUDIT_READ),
                Optional.empty(),
                Optional.of(CidrList.of(List.of("192.0.2.0/24"))));

        assertLeft(() -> get("/logs", elsewhere), 403, "audit.list", "ten_a");
        assertLeft(() -> post("/export", "{}", elsewhere), 403, "audit.export", "ten_a");
    }

    @Test
    void a_missing_scope_leaves_an_event_of_the_key() throws Exception {
        assertLeft(() -> get("/logs", withoutScope), 403, "audit.list", "ten_a");
        assertLeft(() -> get("/consistency?from=1&to=2", withoutScope), 403, "audit.consistency", "ten_a");
        assertLeft(() -> post("/export", "{}", withoutScope), 403, "audit.export", "ten_a");
        assertLeft(() -> erase("per_a", "auditor"), 403, "audit.erase", "ten_a");
    }

    @Test
    void another_tenants_name_leaves_an_event_in_the_callers_own() throws Exception {
        assertLeft(() -> as("/logs", "auditor", OTHER.value()), 404, "audit.list", "ten_a");
    }

    @Test
    void a_body_over_the_limit_leaves_an_event_of_the_caller() throws Exception {
        assertLeft(() -> post("/export", " ".repeat(20_000), auditor), 413, "audit.export", "ten_a");
        assertLeft(() -> post("/export", " ".repeat(20_000), "sp_live_nonsense"), 401, "audit.export", null);
    }

    @Test
    void a_body_without_a_length_is_cut_off_at_the_limit() throws Exception {
        var vertx = Vertx.vertx();
        try {
            var http2 = vertx.createHttpClient(new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false));
            var request = Logs.await(http2.request(HttpMethod.POST, server.actualPort(), "127.0.0.1", EXPORT));
            request.setChunked(true);
            var sent = new AtomicLong();
            for (int i = 0; i < 400 && !request.response().isComplete(); i++) {
                Logs.await(request.write(Buffer.buffer(new byte[4096])).otherwiseEmpty());
                sent.addAndGet(4096);
            }

            var answer = Logs.await(request.response());

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(sent).hasValueLessThan(400 * 4096);
        } finally {
            Logs.await(vertx.close());
        }
    }

    @Test
    void a_body_that_does_not_come_is_not_waited_for() throws Exception {
        try (var socket = new Socket("127.0.0.1", server.actualPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("POST " + EXPORT + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nX-API-Key: " + auditor
                                    + "\r\n\r\n{")
                            .getBytes(US_ASCII));

            var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();

            assertThat(answer).startsWith("HTTP/1.1 400");
        }
    }

    /// One event of the refusal and nothing else.
    private static void assertLeft(Asked call, int status, String operation, @Nullable String tenant) throws Exception {
        long before = logs.database.count("audit.event");

        var refusal = call.answer();

        assertThat(refusal.statusCode()).isEqualTo(status);
        assertThat(refusal.body()).doesNotContain("\"data\"").doesNotContain("leaf");
        assertThat(logs.database.count("audit.event")).as("one event more").isEqualTo(before + 1);
        var id = json(refusal).object("meta").text("audit_event_id");
        assertThat(logs.database.column("SELECT concat_ws(' ', operation, tenant_id, decision) FROM audit.event "
                        + "WHERE event_id = '" + id + "'"))
                .containsExactly(operation + (tenant == null ? "" : " " + tenant) + " 3");
        assertThat(logs.database.column("SELECT address FROM audit.event WHERE event_id = '" + id + "'"))
                .containsExactly("127.0.0.1");
    }

    @FunctionalInterface
    private interface Asked {
        HttpResponse<String> answer() throws Exception;
    }
}
