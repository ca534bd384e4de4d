package dev.sallyport.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.sdk.SallyportServer.Sealed;
import dev.sallyport.sdk.http.Json;
import dev.sallyport.sdk.problem.EnvelopeRefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An envelope that was altered anywhere is refused, and the true one still opens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TamperedEnvelopeTest {

    private static final String CONTENT = "{\"rows\":[[\"canary-7261\"]]}";

    private SallyportServer server;
    private SallyportClient client;
    private ObjectNode honest;

    @BeforeAll
    void seal() throws IOException {
        server = new SallyportServer();
        try (ClientFile file = ClientFile.parse(server.clientFile())) {
            client = SallyportClient.builder().file(file).build();
        }
        SallyportServer.Call call = new SallyportServer.Call("AAAAAAAAAAAAAAAAAAAAAA==", null, null, "{}".getBytes());
        honest =
                (ObjectNode) Json.read(server.seal(call, Sealed.result(CONTENT)).toJson());
    }

    @AfterAll
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void the_true_one_opens() {
        assertThat(open(honest)).isEqualTo(CONTENT);
    }

    @ParameterizedTest
    @MethodSource("fields")
    void a_changed_field_is_refused(String pointer) {
        for (JsonNode other : changesOf(honest.at(pointer))) {
            ObjectNode altered = honest.deepCopy();
            int slash = pointer.lastIndexOf('/');
            ((ObjectNode) altered.at(pointer.substring(0, slash))).set(pointer.substring(slash + 1), other);

            assertThatThrownBy(() -> open(altered))
                    .as("%s", pointer)
                    .isInstanceOf(EnvelopeRefusedException.class)
                    .message()
                    .doesNotContain("canary");
        }
    }

    @ParameterizedTest
    @MethodSource("fields")
    void a_missing_field_is_refused(String pointer) {
        ObjectNode altered = honest.deepCopy();
        int slash = pointer.lastIndexOf('/');
        ((ObjectNode) altered.at(pointer.substring(0, slash))).remove(pointer.substring(slash + 1));

        assertThatThrownBy(() -> open(altered)).isInstanceOf(EnvelopeRefusedException.class);
    }

    @Test
    void a_member_that_stands_twice_is_refused() {
        String twice = honest.toString().replaceFirst("\\{", "{\"version\":1,");

        assertThatThrownBy(() -> client.encryption().decrypt(twice)).isInstanceOf(EnvelopeRefusedException.class);
    }

    @Test
    void the_signatures_of_another_true_envelope_do_not_fit() throws IOException {
        SallyportServer.Call call = new SallyportServer.Call("AAAAAAAAAAAAAAAAAAAAAA==", null, null, "{}".getBytes());
        JsonNode other = Json.read(server.seal(call, Sealed.result("{}")).toJson());
        ObjectNode swapped = honest.deepCopy();
        swapped.set("signature", other.path("signature"));

        assertThatThrownBy(() -> open(swapped)).isInstanceOf(EnvelopeRefusedException.class);
    }

    @Test
    void what_is_no_envelope_is_refused() {
        for (String text : List.of("", "{}", "[]", "null", "{\"success\":true}", "\u0000", honest + "x")) {
            assertThatThrownBy(() -> client.encryption().decrypt(text)).isInstanceOf(EnvelopeRefusedException.class);
        }
    }

    Stream<String> fields() {
        return Stream.concat(
                Stream.of("encrypted", "signature", "binding").flatMap(part -> {
                    List<String> names = new ArrayList<>();
                    honest.path(part).fieldNames().forEachRemaining(name -> names.add("/" + part + "/" + name));
                    return names.stream();
                }),
                Stream.of("/version", "/audit_event_id"));
    }

    /** Values near the true one: for bytes, its first, middle and last bit flipped, and cut short. */
    private static List<JsonNode> changesOf(JsonNode value) {
        if (value.isNumber()) {
            return List.of(Json.object().numberNode(value.asLong() ^ 1));
        }
        String text = value.asText();
        List<JsonNode> changes = new ArrayList<>();
        changes.add(Json.object().textNode(text + "A"));
        changes.add(Json.object().textNode(text.substring(0, text.length() - 1)));
        changes.add(Json.object().textNode(flipLetter(text)));
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            for (int bit : new int[] {0, bytes.length * 4, bytes.length * 8 - 1}) {
                byte[] flipped = bytes.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                changes.add(Json.object().textNode(Base64.getEncoder().encodeToString(flipped)));
            }
        } catch (IllegalArgumentException e) {
            // an id or a name
        }
        return changes;
    }

    private static String flipLetter(String text) {
        int middle = text.length() / 2;
        char other = text.charAt(middle) == 'X' ? 'Y' : 'X';
        return text.substring(0, middle) + other + text.substring(middle + 1);
    }

    private String open(ObjectNode envelope) {
        return new String(client.encryption().decrypt(envelope.toString()).plaintext(), StandardCharsets.UTF_8);
    }
}
