package dev.sallyport.service.audit.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.audit.export.ExportLine;
import dev.sallyport.crypto.audit.export.ExportReader;
import dev.sallyport.crypto.codec.StrictJson;
import dev.sallyport.service.audit.Samples;
import dev.sallyport.service.audit.sequence.Logs;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditRoutesIT extends AuditOverHttp {

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

        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(records.subList(0, 30).stream()
                        .map(record -> record.id().value())
                        .toList());
    }

    @Test
    void an_export_over_http_verifies_and_shows_other_tenants_as_bare_hashes() throws Exception {
        var lines = exported("", auditor);

        assertThat(Logs.verify(lines, List.of(), List.of()).findings()).isEmpty();
        assertThat(lines).noneMatch(line -> line.contains("ten_other"));
        assertThat(ExportReader.read(lines.getLast())).isInstanceOf(ExportLine.End.class);
    }

    @Test
    void csv_and_ocsf_carry_the_record_and_its_path() throws Exception {
        var csv = post("/export", "{\"format\":\"csv\"}", auditor);
        var ocsf = post("/export", "{\"format\":\"ocsf\",\"key_id\":\"key_a\"}", auditor);

        assertThat(csv.headers().firstValue("content-type")).hasValue("text/csv; charset=utf-8");
        assertThat(csv.body().lines()).allMatch(line -> line.split(",", -1).length == 22);
        var first = StrictJson.parseObject(
                ocsf.body().lines().findFirst().orElseThrow().getBytes(StandardCharsets.UTF_8));
        assertThat(first.integer("class_uid")).isEqualTo(6003);
        assertThat(first.object("unmapped").bytes("canonical")).isNotEmpty();
    }

    @Test
    void an_export_in_csv_longer_than_a_part_goes_on_by_cursor_and_gives_each_leaf_once() throws Exception {
        logs.write(Stream.generate(Samples::signedInByHostileName).limit(2_300).toList());
        List<String> indexes = new ArrayList<>();
        String body = "{\"format\":\"csv\"}";
        int parts = 0;
        while (!body.isEmpty()) {
            var part = post("/export", body, auditor);
            assertThat(part.statusCode()).isEqualTo(200);
            part.body()
                    .lines()
                    .skip(parts == 0 ? 1 : 0)
                    .forEach(line -> indexes.add(line.substring(1, line.indexOf('"', 1))));
            parts++;
            body = part.headers()
                    .firstValue("X-Next-Cursor")
                    .map(cursor -> "{\"format\":\"csv\",\"cursor\":\"" + cursor + "\"}")
                    .orElse("");
        }

        assertThat(parts).isGreaterThan(1);
        assertThat(indexes).doesNotHaveDuplicates().hasSizeGreaterThan(2_300);
    }

    @Test
    void no_value_starts_a_formula_or_a_line_in_csv() throws Exception {
        logs.write(List.of(Samples.signedInByHostileName()));

        var csv = post("/export", "{\"format\":\"csv\"}", auditor).body();
        var jsonl = String.join("\n", exported("", auditor));

        assertThat(csv.lines().skip(1)).allMatch(line -> line.split("\",\"", -1).length == 22);
        assertThat(csv)
                .contains("\"'=HYPERLINK(\"\"x\"\")\\u000d\\u000a\\u001b[2J")
                .doesNotContain("\"=HYPER");
        assertThat(csv.chars().filter(c -> c != '\n')).allMatch(c -> c >= 0x20 && c < 0x7f);
        assertThat(jsonl.chars().filter(c -> c != '\n')).allMatch(c -> c >= 0x20 && c < 0x7f);
        assertThat(Logs.verify(jsonl.lines().toList(), List.of(), List.of()).findings())
                .isEmpty();
    }

    @Test
    void every_ocsf_line_has_what_class_6003_requires() throws Exception {
        var lines =
                post("/export", "{\"format\":\"ocsf\"}", auditor).body().lines().toList();

        assertThat(lines).isNotEmpty().allSatisfy(line -> {
            var event = StrictJson.parseObject(line.getBytes(StandardCharsets.UTF_8));
            assertThat(event.integer("category_uid")).isEqualTo(6);
            assertThat(event.integer("class_uid")).isEqualTo(6003);
            assertThat(event.integer("type_uid")).isEqualTo(6003 * 100 + event.integer("activity_id"));
            assertThat(event.integer("severity_id")).isBetween(0L, 6L);
            assertThat(event.integer("status_id")).isBetween(0L, 2L);
            assertThat(event.integer("time")).isPositive();
            assertThat(event.object("metadata").text("version")).startsWith("1.");
            assertThat(event.object("metadata").object("product").text("vendor_name"))
                    .isNotEmpty();
            assertThat(event.object("api").text("operation")).isNotEmpty();
            assertThat(event.find("actor")).isNotNull();
            assertThat(event.find("src_endpoint")).isNotNull();
        });
    }

    @Test
    void filters_by_time_decision_integration_and_key_narrow_the_list_and_the_export() throws Exception {
        var before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var refused = Samples.refused(Samples.TENANT, "int_filtered", "statement_blocked");
        logs.write(List.of(refused));

        for (String filter : List.of(
                "integration_id=int_filtered",
                "decision=REFUSED&from=" + before,
                "key_id=key_refused",
                "from=" + before + "&key_id=key_refused&to=" + Instant.now().plusSeconds(60))) {
            assertThat(data(json(get("/logs?" + filter, auditor))))
                    .as(filter)
                    .extracting(event -> event.text("audit_event_id"))
                    .containsExactly(refused.id().value());
        }
        var export = exported("\"integration_id\":\"int_filtered\"", auditor);
        assertThat(export.stream().filter(line -> line.contains("\"line\":\"event\"")))
                .hasSize(1);
        assertThat(Logs.verify(export, List.of(), List.of()).findings()).isEmpty();
        assertThat(data(json(get("/logs?to=" + before + "&integration_id=int_filtered", auditor))))
                .isEmpty();
        assertThat(data(json(get("/logs?integration_id=int_filtered", stranger))))
                .isEmpty();
    }

    @Test
    void heads_and_their_consistency_can_be_read() throws Exception {
        var newest = data(json(get("/heads?limit=1", auditor))).getFirst();

        var proof = json(get("/consistency?from=3&to=" + newest.integer("tree_size"), auditor))
                .object("data");

        assertThat(proof.integer("from")).isEqualTo(3);
        assertThat(get("/consistency?from=9&to=3", auditor).statusCode()).isEqualTo(400);
        assertThat(get("/consistency?from=1&to=999999999", auditor).statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/logs?limit=0",
                "/logs?limit=201",
                "/logs?limit=x",
                "/logs?cursor=-1",
                "/logs?from=yesterday",
                "/logs?decision=MAYBE",
                "/consistency",
                "/consistency?from=a&to=b",
                "/heads?cursor=%27"
            })
    void a_malformed_query_is_refused_with_4xx(String path) throws Exception {
        assertThat(get(path, auditor).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[]", "{\"format\":\"xml\"}", "{\"cursor\":\"1-x-2\"}", "{", "{\"from\":1}", "{\"a\":1,\"a\":2}"
            })
    void a_malformed_export_is_refused_with_4xx(String body) throws Exception {
        assertThat(post("/export", body, auditor).statusCode()).isBetween(400, 499);
    }
}
