package dev.sallyport.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.sdk.SallyportServer.Sealed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesTest {

    private static final Path EXAMPLES = Path.of("src/test/java/dev/sallyport/sdk/Examples.java");

    @TempDir
    Path folder;

    private SallyportServer server;
    private SallyportClient client;
    private Path file;

    @BeforeEach
    void start() throws IOException {
        server = new SallyportServer();
        file = folder.resolve("client.json");
        try (ClientFile read = ClientFile.parse(server.clientFile())) {
            read.write(file);
        }
        client = SallyportClient.fromClientFile(file);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void the_query_runs() throws IOException {
        server.answer(call -> Sealed.result("{\"columns\":[{\"name\":\"id\",\"type\":\"int8\"},"
                + "{\"name\":\"name\",\"type\":\"text\"}],\"rows\":[[\"1\",\"Ada\"]],\"row_count\":1}"));

        Examples.query(file);

        assertThat(server.calls)
                .singleElement()
                .satisfies(call ->
                        assertThat(call.json().path("payload").path("params")).hasToString("[\"Berlin\"]"));
    }

    @Test
    void the_writes_run() {
        server.answer(call -> Sealed.result("{\"rows_affected\":1,\"tokens\":{\"email\":\"tok_7\"}}"));

        assertThat(Examples.write(client)).isEqualTo("tok_7");
        assertThat(server.calls)
                .extracting(call -> call.json().path("operation").asText())
                .containsExactly("execute", "transaction", "tokenize_and_insert");
    }

    @Test
    void the_problems_are_told_apart() {
        server.answer(call -> Sealed.problem("{\"error\":{\"code\":\"operation_not_allowed\",\"fix\":\"allow it\"}}"));
        assertThat(Examples.problems(client)).isEqualTo("operation_not_allowed → allow it");

        server.status(call -> 401);
        assertThat(Examples.problems(client)).startsWith("http_401");

        server.status(call -> 200);
        server.rotateSigningKey(key -> server.delegate(key, key, java.time.Duration.ofDays(1)));
        assertThat(Examples.problems(client)).isEqualTo("not to be believed");
    }

    @Test
    void the_kept_envelope_opens() throws IOException {
        server.answer(call -> Sealed.result("{\"rows\":[]}"));
        Path kept = Files.write(
                folder.resolve("answer.json"),
                client.proxy().query("SELECT 1").answer().envelope());

        assertThat(Examples.envelope(client, kept)).isEqualTo("{\"rows\":[]}");
    }

    @Test
    void the_set_up_ends_with_a_client_file_that_works() throws IOException {
        String issued = new String(server.clientFile(), UTF_8);
        server.managed.put("POST /api/v2/auth/login", "{\"access_token\":\"jwt\"}");
        server.managed.put("POST /api/v2/vault/seal", "{\"credential_id\":\"cred_1\",\"version\":1}");
        server.managed.put(
                "POST /api/v2/integrations", "{\"integration_id\":\"" + server.integration + "\",\"name\":\"shop\"}");
        server.managed.put("POST /api/v2/security/api-keys", issued);
        Path made = folder.resolve("made.json");

        try (Secret typed = Secret.copyOf("typed".getBytes(UTF_8));
                Secret dsn = Secret.copyOf("postgresql://x".getBytes(UTF_8))) {
            Examples.setUp(server.address(), server.address(), "a@b.c", typed, dsn, made);
        }

        try (ClientFile read = ClientFile.read(made)) {
            assertThat(read.integrationId()).contains(server.integration);
        }
    }

    @Test
    void the_readme_shows_exactly_these_examples() throws IOException {
        String readme = Files.readString(Path.of("README.md"));

        List<String> shown = new ArrayList<>();
        var blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme);
        while (blocks.find()) {
            shown.add(blocks.group(1).strip());
        }

        assertThat(shown).containsExactlyInAnyOrderElementsOf(examples());
    }

    private static List<String> examples() throws IOException {
        List<String> examples = new ArrayList<>();
        var parts = Pattern.compile("// \\[(?!end)\\w+]\n(.*?)\n *// \\[end]", Pattern.DOTALL)
                .matcher(Files.readString(EXAMPLES));
        while (parts.find()) {
            examples.add(parts.group(1).stripIndent().strip());
        }
        return examples;
    }
}
