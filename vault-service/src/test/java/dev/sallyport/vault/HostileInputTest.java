package dev.sallyport.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.vault.stack.Vault;
import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@QuarkusTest
@WithTestResource(VaultStack.class)
class HostileInputTest {
    private static Vault caller = Vault.anonymous();

    @BeforeAll
    static void newTenant() {
        caller = Vault.inNewTenant();
    }

    @TestFactory
    Stream<DynamicTest> hostile_json_is_refused_at_once_on_every_route_that_reads_a_body() {
        var routes = Map.of(
                "POST /api/v2/vault/seal", "seal",
                "POST /api/v2/integrations", "integration",
                "POST /api/v2/security/api-keys", "key",
                "POST /api/v2/tenants", "tenant",
                "POST /api/v2/auth/login", "login",
                "POST /api/v2/auth/refresh", "refresh",
                "POST /api/v2/security/emergency-lockdown", "lockdown");
        return bodies().entrySet().stream()
                .flatMap(body -> routes.keySet().stream()
                        .filter(route -> !(body.getKey().equals("nothing") && route.endsWith("emergency-lockdown")))
                        .map(route -> DynamicTest.dynamicTest(
                                body.getKey() + " to " + route, () -> refuses(route, body.getValue()))));
    }

    @Test
    void a_body_over_the_limit_is_refused() throws Exception {
        var big = "{\"name\":\"" + "x".repeat((1 << 20) + 1) + "\"}";

        var reply = caller.post("/api/v2/vault/seal", big);

        reply.expect(413, "body_too_large");
    }

    @Test
    void another_media_type_method_or_path_is_a_problem_too() throws Exception {
        var request = HttpRequest.newBuilder(Vault.url("/api/v2/vault/seal"))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("x"));
        caller.headers().forEach(request::setHeader);

        assertThat(send(request.build())).isEqualTo(415);
        caller.call("PUT", "/api/v2/vault/seal", "{}").expect(405, "method_not_allowed");
        caller.get("/api/v2/nothing").expect(404, "not_found");
    }

    @Test
    void ids_of_every_shape_are_refused_without_a_fault() {
        for (String id :
                new String[] {"x", "cred_", "%00", "..%2f..", "cred_" + "a".repeat(5000), "%F0%9F%92%A9", "%27%20or%201"
                }) {
            var reply = caller.get("/api/v2/vault/credentials/" + id);

            assertThat(reply.status()).as(id).isBetween(400, 499);
        }
    }

    private static void refuses(String route, byte[] body) throws Exception {
        var parts = route.split(" ");
        var request = HttpRequest.newBuilder(Vault.url(parts[1]))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .method(parts[0], BodyPublishers.ofByteArray(body));
        caller.headers().forEach(request::setHeader);

        assertThat(send(request.build())).isBetween(400, 499);
    }

    private static int send(HttpRequest request) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request, BodyHandlers.discarding()).statusCode();
        }
    }

    private static Map<String, byte[]> bodies() {
        var bodies = new TreeMap<String, String>();
        bodies.put("nothing", "");
        bodies.put("no object", "[]");
        bodies.put("text", "\"x\"");
        bodies.put("half an object", "{\"name\":");
        bodies.put("trailing bytes", "{\"name\":\"x\"}x");
        bodies.put("two values", "{\"name\":\"x\"}{\"name\":\"x\"}");
        bodies.put("duplicate names", "{\"name\":\"x\",\"name\":\"y\"}");
        bodies.put("duplicate names by escape", "{\"name\":\"x\",\"n\\u0061me\":\"y\"}");
        bodies.put("byte order mark", "\uFEFF{\"name\":\"x\"}");
        bodies.put("lone surrogate", "{\"name\":\"\\ud800\"}");
        bodies.put("nul", "{\"name\":\"a\u0000b\"}");
        bodies.put("escaped nul", "{\"name\":\"a\\u0000b\"}");
        bodies.put("huge number", "{\"name\":1e400}");
        bodies.put("comment", "{/* */\"name\":\"x\"}");
        bodies.put("single quotes", "{'name':'x'}");
        bodies.put("not a number", "{\"name\":NaN}");
        bodies.put("deep arrays", "[".repeat(100_000));
        bodies.put("deep objects", "{\"a\":".repeat(50_000));
        bodies.put("deep values", "{\"values\":" + "{\"a\":".repeat(20_000));
        bodies.put("values of another kind", "{\"values\":[\"dsn\"]}");
        bodies.put("password of another kind", "{\"email\":\"a\",\"password\":{\"x\":1}}");
        bodies.put(
                "many names",
                IntStream.range(0, 60_000)
                        .mapToObj(i -> "\"k" + i + "\":1")
                        .collect(Collectors.joining(",", "{", "}")));
        var bytes = new TreeMap<String, byte[]>();
        bodies.forEach((name, text) -> bytes.put(name, text.getBytes(StandardCharsets.UTF_8)));
        bytes.put("malformed utf-8", new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'});
        bytes.put("utf-16", "{\"name\":\"x\"}".getBytes(StandardCharsets.UTF_16));
        return bytes;
    }
}
