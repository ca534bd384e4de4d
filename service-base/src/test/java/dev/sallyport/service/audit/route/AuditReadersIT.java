package dev.sallyport.service.audit.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.service.audit.Samples;
import dev.sallyport.service.audit.sequence.Logs;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Who may read and erase, and that each leaves its own event.
class AuditReadersIT extends AuditOverHttp {

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
    void an_auditor_reads_a_viewer_does_not_and_his_refusal_is_an_event() throws Exception {
        assertThat(as("/logs", "auditor", "").statusCode()).isEqualTo(200);

        long before = logs.database.count("audit.event");
        assertThat(as("/logs", "viewer", "").statusCode()).isEqualTo(403);

        assertThat(logs.database.count("audit.event")).isEqualTo(before + 1);
        assertThat(as("/logs", "auditor", OTHER.value()).statusCode()).isEqualTo(404);
    }

    @Test
    void a_persons_values_are_erased_by_an_admin_alone_and_every_proof_stays() throws Exception {
        // Given
        logs.write(List.of(Samples.signIn(Samples.TENANT, "per_gone"), Samples.signIn(OTHER, "per_gone")));
        assertThat(exported("", auditor)).anyMatch(line -> line.contains("per_gone"));

        // When
        assertThat(erase("per_gone", "auditor").statusCode()).isEqualTo(403);
        var done = erase("per_gone", "admin");

        // Then
        assertThat(json(done).object("data").integer("erased_records")).isEqualTo(1);
        assertThat(exported("", auditor)).noneMatch(line -> line.contains("per_gone"));
        assertThat(exported("", stranger)).anyMatch(line -> line.contains("per_gone"));
        assertThat(Logs.verify(exported("", auditor), List.of(), List.of()).findings())
                .isEmpty();
        assertThat(logs.database.column("SELECT stage FROM audit.event WHERE event_id = '"
                        + json(done).object("meta").text("audit_event_id") + "' ORDER BY stage"))
                .as("intent before the effect, conclusion before the answer")
                .containsExactly("1", "2");
    }

    @Test
    void nobody_erases_his_own_trail() throws Exception {
        var own =
                java.util.Objects.requireNonNull(PEOPLE.get("admin")).subject().text();
        logs.write(List.of(Samples.signIn(Samples.TENANT, own)));

        assertThat(erase(own, "admin").statusCode()).isEqualTo(403);
        assertThat(exported("", auditor)).anyMatch(line -> line.contains(own));
    }

    @Test
    void parameters_that_no_event_can_have_are_refused_before_the_database_sees_them() throws Exception {
        assertThat(get("/logs?key_id=%00", auditor).statusCode()).isEqualTo(400);
        assertThat(get("/logs?from=%2B999999999-12-31T23:59:59Z", auditor).statusCode())
                .isEqualTo(400);
    }

    @Test
    void what_a_legal_hold_covers_is_not_erased() throws Exception {
        logs.write(List.of(Samples.signIn(Samples.TENANT, "per_held")));
        try (var connection = logs.database.app();
                var statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO audit.hold (hold_id, tenant_id, from_at, to_at, reason) VALUES ('routes', 'ten_a', "
                            + "now() - interval '1 day', now() + interval '1 day', 'case 9')");
            assertThat(erase("per_held", "admin").statusCode()).isEqualTo(409);
            statement.execute("INSERT INTO audit.hold_release (hold_id) VALUES ('routes')");
        }
        assertThat(exported("", auditor)).anyMatch(line -> line.contains("per_held"));
    }

    @Test
    void a_platform_administrator_sees_the_whole_log_or_the_tenant_that_he_names() throws Exception {
        assertThat(as("/logs?limit=200&key_id=key_a", "platform", "").body()).contains("ten_a", "ten_other");
        assertThat(as("/logs?limit=200", "platform", OTHER.value()).body())
                .contains("ten_other")
                .doesNotContain("ten_a\"");
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

    @Test
    void no_call_can_name_a_sink() throws Exception {
        try (var sink = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            sink.setSoTimeout(700);
            var address = "http://127.0.0.1:" + sink.getLocalPort() + "/";
            for (String member : List.of("witness_url", "url", "sink", "callback", "file", "webhook")) {
                post("/export", "{\"" + member + "\":\"" + address + "\"}", auditor);
                get("/heads?" + member + "=" + address, auditor);
            }
            logs.write(List.of(Samples.conclusion()));

            assertThatThrownBy(sink::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }
}
