package dev.sallyport.guard.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.guard.Evaluation;
import dev.sallyport.guard.Guards;
import dev.sallyport.guard.json.Json;
import dev.sallyport.guard.json.JsonReader;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.rules.Rule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportFormatTest {

    private static final String SQL = "SELECT 1;\nDELETE FROM \"o\u001b[31m\nrders\";\nCREATE INDEX i ON t (a);";

    private static List<Reviewed> reviewed() {
        return List.of(
                new Reviewed("db/1 first.sql", Guards.shared().evaluate(SQL, Policy.STANDARD)),
                new Reviewed("db/2.sql", Guards.shared().evaluate("SELECT 2", Policy.STANDARD)));
    }

    private static Map<String, Json> object(Json json) {
        return ((Json.JsonObject) json).members();
    }

    private static List<Json> array(Map<String, Json> members, String member) {
        return ((Json.JsonArray) java.util.Objects.requireNonNull(members.get(member))).items();
    }

    @Test
    void text_names_place_rule_and_remedy_and_ends_with_counts() {
        String text = ReportFormat.TEXT.write(reviewed());

        assertThat(text).contains("db/1 first.sql:2:1: blocked DML-002 (error): ");
        assertThat(text).contains("needs approval DDL-010");
        assertThat(text).contains("See docs/rules.md#dml-002");
        assertThat(text).endsWith("4 statements: 2 allowed, 1 need approval, 1 blocked\n");
    }

    @Test
    void text_cannot_be_forged_by_names_in_the_statement() {
        assertThat(ReportFormat.TEXT.write(reviewed())).doesNotContain("\u001b").doesNotContain("\nrders");
    }

    @Test
    void json_has_the_members_of_the_contract() throws Exception {
        Evaluation evaluation = Guards.shared().evaluate(SQL, Policy.STANDARD);

        Map<String, Json> document = object(JsonReader.read(JsonReport.write(evaluation)));

        assertThat(document)
                .containsEntry("decision", new Json.JsonString("BLOCKED"))
                .containsEntry("rule_code", new Json.JsonString("DML-002"))
                .containsEntry("severity", new Json.JsonString("error"))
                .containsEntry("ast_node_path", new Json.JsonString("/stmts/1/stmt/DeleteStmt"))
                .containsEntry("parser", new Json.JsonString("libpg_query 17"))
                .containsKeys("message", "suggestion");
        assertThat(array(document, "statements")).hasSize(3);
        assertThat(object(array(document, "statements").get(2))).containsEntry("line", new Json.JsonNumber("4"));
    }

    @Test
    void json_of_an_allowed_text_has_nulls_where_nothing_decided() throws Exception {
        Map<String, Json> document =
                object(JsonReader.read(JsonReport.write(Guards.shared().evaluate("SELECT 1", Policy.STANDARD))));

        assertThat(document)
                .containsEntry("decision", new Json.JsonString("ALLOWED"))
                .containsEntry("rule_code", new Json.JsonNull());
    }

    @Test
    void sarif_names_every_rule_and_points_to_each_hit() throws Exception {
        Map<String, Json> sarif = object(JsonReader.read(ReportFormat.SARIF.write(reviewed())));

        assertThat(sarif).containsEntry("version", new Json.JsonString("2.1.0"));
        Map<String, Json> run = object(array(sarif, "runs").getFirst());
        Map<String, Json> driver = object(java.util.Objects.requireNonNull(
                object(java.util.Objects.requireNonNull(run.get("tool"))).get("driver")));
        assertThat(array(driver, "rules")).hasSize(Rule.values().length);
        Map<String, Json> result = object(array(run, "results").getFirst());
        assertThat(result)
                .containsEntry("ruleId", new Json.JsonString("DML-002"))
                .containsEntry("level", new Json.JsonString("error"));
        assertThat(ReportFormat.SARIF.write(reviewed())).contains("\"uri\":\"db/1%20first.sql\"");
    }

    @Test
    void formats_are_found_by_their_words() {
        assertThat(ReportFormat.named("sarif")).contains(ReportFormat.SARIF);
        assertThat(ReportFormat.named("SARIF")).isEmpty();
        assertThat(ReportFormat.named("xml")).isEmpty();
    }
}
