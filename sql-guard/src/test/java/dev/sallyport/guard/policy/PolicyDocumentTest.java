package dev.sallyport.guard.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.guard.facts.StatementKind;
import dev.sallyport.guard.json.Json;
import dev.sallyport.guard.json.JsonReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// `docs/policy.md` and `docs/policy.schema.json` say what the compiler does.
class PolicyDocumentTest {

    private static final Path DOCS = Path.of("..", "docs");

    private static String example() throws Exception {
        String text = Files.readString(DOCS.resolve("policy.md"));
        int start = text.indexOf("```json\n") + "```json\n".length();
        return text.substring(start, text.indexOf("```", start));
    }

    private static Map<String, Json> object(Json json) {
        return ((Json.JsonObject) json).members();
    }

    private static Map<String, Json> schemaMembers() throws Exception {
        Json schema = JsonReader.read(Files.readString(DOCS.resolve("policy.schema.json")));
        return object(java.util.Objects.requireNonNull(object(schema).get("properties")));
    }

    @Test
    void the_example_compiles_and_means_what_the_table_says() throws Exception {
        Policy policy = PolicyCompiler.compile(example(), 1);

        assertThat(policy.permitsTable("", "orders")).isTrue();
        assertThat(policy.permitsTable("ref", "fees")).isFalse();
        assertThat(policy.parametersRequired()).isTrue();
        assertThat(policy.maxRows()).hasValue(1_000);
    }

    @Test
    void the_schema_knows_every_member_that_the_example_has_and_no_other() throws Exception {
        assertThat(schemaMembers().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        object(JsonReader.read(example())).keySet());
    }

    @Test
    void a_member_that_the_schema_does_not_know_is_refused() throws Exception {
        for (String member : schemaMembers().keySet()) {
            String misspelt = "{\"" + member + "x\": 1}";
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> PolicyCompiler.compile(misspelt, 1)))
                    .isInstanceOf(PolicyRefusedException.class);
        }
    }

    @Test
    void the_schema_lists_every_kind_of_statement() throws Exception {
        Map<String, Json> operations =
                object(java.util.Objects.requireNonNull(schemaMembers().get("operations")));
        List<Json> kinds = ((Json.JsonArray) java.util.Objects.requireNonNull(
                        object(java.util.Objects.requireNonNull(operations.get("items")))
                                .get("enum")))
                .items();

        assertThat(kinds)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(StatementKind.values())
                        .map(kind -> (Json) new Json.JsonString(kind.label()))
                        .toList());
    }
}
