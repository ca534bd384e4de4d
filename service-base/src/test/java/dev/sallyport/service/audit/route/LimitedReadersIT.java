package dev.sallyport.service.audit.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.service.audit.Samples;
import dev.sallyport.service.audit.sequence.Logs;
import dev.sallyport.service.caller.Scope;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A key that is limited to integrations reads their events and no others of its tenant.
class LimitedReadersIT extends AuditOverHttp {

    @Test
    void it_lists_and_exports_the_events_of_its_integrations_alone() throws Exception {
        // Given
        var call = Samples.refused(Samples.TENANT, "int_mine", "statement_blocked");
        var change = Samples.changed(Samples.TENANT, "int_mine");
        var foreign = Samples.refused(OTHER, "int_mine", "statement_blocked");
        var login = Samples.signIn(Samples.TENANT, "per_seen_by_few");
        logs.write(List.of(call, change, foreign, login));
        var limited = limited("int_mine", "int_empty");

        // When
        var list = data(json(get("/logs?limit=200", limited)));
        var export = exported("", limited);
        var csv = post("/export", "{\"format\":\"csv\"}", limited).body();

        // Then
        assertThat(list)
                .extracting(event -> event.text("audit_event_id"))
                .containsExactlyInAnyOrder(call.id().value(), change.id().value());
        assertThat(export.stream().filter(line -> line.contains("\"line\":\"event\"")))
                .hasSize(2)
                .allMatch(line -> line.contains("int_mine"));
        assertThat(export).noneMatch(line -> line.contains("per_seen_by_few") || line.contains("int_a"));
        assertThat(Logs.verify(export, List.of(), List.of()).findings()).isEmpty();
        assertThat(csv.lines().skip(1)).hasSize(2).allMatch(line -> line.contains("int_mine"));
        assertThat(exported("", auditor)).anyMatch(line -> line.contains("per_seen_by_few"));
    }

    @Test
    void no_filter_leads_out_of_its_integrations() throws Exception {
        var limited = limited("int_nowhere");

        assertThat(data(json(get("/logs?integration_id=int_a", limited)))).isEmpty();
        assertThat(data(json(get("/logs?key_id=key_a", limited)))).isEmpty();
        assertThat(exported("\"integration_id\":\"int_a\"", limited))
                .noneMatch(line -> line.contains("\"line\":\"event\""));
    }

    @Test
    void an_event_outside_reads_like_one_that_does_not_exist() throws Exception {
        var mine = Samples.refused(Samples.TENANT, "int_single", "statement_blocked");
        var login = Samples.signIn(Samples.TENANT, "per_a");
        logs.write(List.of(mine, login));
        var limited = limited("int_single");

        for (String path : List.of("", "/proof")) {
            assertThat(get("/logs/" + mine.id() + path, limited).statusCode()).isEqualTo(200);
            var absent = get("/logs/aud_nowhere" + path, limited);
            for (var outside : List.of(login, records.getFirst())) {
                assertSameRefusal(get("/logs/" + outside.id() + path, limited), absent);
            }
        }
    }

    @Test
    void what_is_gone_from_the_store_is_not_shown_to_it() throws Exception {
        // Given
        var gone = Samples.signIn(Samples.TENANT, "per_gone");
        logs.write(List.of(gone));
        var row = " FROM audit.event WHERE event_id = '" + gone.id() + "'";
        logs.database.tamper("CREATE TABLE kept AS SELECT *" + row, "DELETE" + row);

        // When
        var seen = exported("", limited("int_a"));
        var all = exported("", auditor);
        logs.database.tamper("INSERT INTO audit.event SELECT * FROM kept");

        // Then
        assertThat(seen).noneMatch(line -> line.contains(gone.id().value()));
        assertThat(all).anyMatch(line -> line.contains(gone.id().value()));
    }

    @Test
    void heads_and_their_consistency_are_for_it_too() throws Exception {
        var limited = limited("int_a");

        var newest = data(json(get("/heads?limit=1", limited))).getFirst();

        assertThat(get("/consistency?from=3&to=" + newest.integer("tree_size"), limited)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void it_erases_nothing() throws Exception {
        logs.write(List.of(Samples.signIn(Samples.TENANT, "per_stays")));
        var limited = key(Samples.TENANT, Set.of(Scope.SECURITY_WRITE), Optional.of(Set.of(IntegrationId.of("int_a"))));

        assertThat(post("/erasures", "{\"person\":\"per_stays\"}", limited).statusCode())
                .isEqualTo(403);

        assertThat(exported("", auditor)).anyMatch(line -> line.contains("per_stays"));
    }

    private static void assertSameRefusal(HttpResponse<String> outside, HttpResponse<String> absent) {
        assertThat(outside.statusCode()).isEqualTo(404);
        assertThat(json(outside).object("error").text("code"))
                .isEqualTo(json(absent).object("error").text("code"));
        assertThat(json(outside).object("error").text("message"))
                .isEqualTo(json(absent).object("error").text("message"));
    }

    private static String limited(String... integrations) {
        var ids = java.util.Arrays.stream(integrations)
                .map(IntegrationId::of)
                .collect(java.util.stream.Collectors.toSet());
        return key(Samples.TENANT, Set.of(Scope.AUDIT_READ), Optional.of(ids));
    }
}
