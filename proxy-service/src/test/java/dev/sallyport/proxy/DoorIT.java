package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.service.caller.ApiKeyText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What happens before a call is looked at: who is let in, and which requests are not read.
class DoorIT {

    private static final SecureRandom RANDOM = new SecureRandom();

    static Installation installation;
    static CustomerDatabase shop;
    static TestTenant tenant;
    static TestKey key;
    static TestTenant.TestIntegration integration;
    static String insert;

    @BeforeAll
    static void start() {
        installation = SharedInstallation.get();
        shop = SharedInstallation.newShop();
        tenant = installation.newTenant();
        key = tenant.newKey();
        integration = tenant.newIntegration(shop.dsn(), "query", "execute");
        insert = body("execute", "INSERT INTO orders VALUES (900, 'smuggled')");
    }

    private static String body(String operation, String sql) {
        return new JsonObject()
                .put("integration_id", integration.id().value())
                .put("operation", operation)
                .put("payload", TestKey.statement(sql))
                .encode();
    }

    @Test
    void callers_that_are_not_known_are_answered_alike() {
        // Given
        int connections = shop.connections();
        TestKey expired = tenant.newKey(grant -> grant.put("expires_at", System.currentTimeMillis() - 1));
        TestKey revoked = tenant.newKey();
        installation.vault.put(
                "api_key",
                revoked.id().value(),
                installation.vault.grant(revoked.id().value()),
                installation.vault.record(revoked.id().value()),
                "revoked");
        Secret unknown = ApiKeyText.issue(ApiKeyText.newId(RANDOM), true, RANDOM);
        Secret wrong = ApiKeyText.issue(key.id(), true, RANDOM);
        Secret typo = Secret.copyOf("sp_live_typo".getBytes(UTF_8));
        Waiting.until("the revocation is known", () -> as(revoked.text()).statusCode() == 401);

        // When
        List<HttpResponse<String>> answers = List.of(
                as(expired.text()),
                as(revoked.text()),
                as(unknown),
                as(wrong),
                as(typo),
                installation.send(request().build()));

        // Then
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(withoutIds(answer)).isEqualTo(withoutIds(answers.getFirst()));
            assertThat(answer.headers().map().keySet())
                    .isEqualTo(answers.getFirst().headers().map().keySet());
        });
        assertThat(shop.connections()).isLessThanOrEqualTo(connections);
        assertThat(shop.look("SELECT count(*) FROM orders WHERE id = 900")).isEqualTo("0");
    }

    private static HttpRequest.Builder request() {
        return HttpRequest.newBuilder(installation.outbound())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(insert));
    }

    private static HttpResponse<String> as(Secret text) {
        return installation.send(request()
                .header("X-Api-Key", text.reveal(bytes -> new String(bytes, UTF_8)))
                .build());
    }

    private static JsonObject withoutIds(HttpResponse<String> answer) {
        JsonObject problem = new JsonObject(answer.body());
        problem.remove("meta");
        problem.remove("instance");
        return problem;
    }

    @Test
    void an_address_that_keeps_failing_is_told_to_wait_and_a_good_key_is_not() {
        try (Installation strict = Installation.start(Map.of("sallyport.rate.failures-per-minute", "3"))) {
            // Given
            TestKey good = strict.newTenant().newKey();
            Secret unknown = ApiKeyText.issue(ApiKeyText.newId(RANDOM), true, RANDOM);
            HttpRequest bad = HttpRequest.newBuilder(strict.outbound())
                    .header("Content-Type", "application/json")
                    .header("X-Api-Key", unknown.reveal(bytes -> new String(bytes, UTF_8)))
                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                    .build();

            // When
            List<HttpResponse<String>> answers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                answers.add(strict.send(bad));
            }

            // Then
            assertThat(answers.getFirst().statusCode()).isEqualTo(401);
            HttpResponse<String> last = answers.getLast();
            assertThat(last.statusCode()).isEqualTo(429);
            assertThat(Integer.parseInt(last.headers().firstValue("Retry-After").orElseThrow()))
                    .isBetween(1, 60);
            assertThat(good.call("int_00000000000000000000000000", "query", TestKey.statement("SELECT 1"))
                            .code())
                    .isEqualTo("integration_not_found");
        }
    }

    @Test
    void a_body_past_its_limit_is_refused_before_it_is_read() throws Exception {
        int port = installation.publicPort();
        String announced = RawCall.exchange(
                port, RawCall.head(key, "Content-Length: 1048577").getBytes(ISO_8859_1));
        String absurd = RawCall.exchange(
                port, RawCall.head(key, "Content-Length: 99999999999999").getBytes(ISO_8859_1));
        String chunked = RawCall.exchange(
                port,
                RawCall.head(key, "Transfer-Encoding: chunked").getBytes(ISO_8859_1),
                RawCall.chunk(600_000),
                RawCall.chunk(600_000));
        assertThat(announced).startsWith("HTTP/1.1 413 ").containsIgnoringCase("connection: close");
        assertThat(absurd).startsWith("HTTP/1.1 413 ");
        assertThat(chunked).startsWith("HTTP/1.1 413 ").contains("body_too_large");
    }

    @Test
    void a_request_that_two_readers_would_end_at_different_places_has_no_effect() throws Exception {
        String smuggled = RawCall.head(key, "Content-Length: " + insert.length()) + insert;
        List<String> heads = List.of(
                RawCall.head(key, "Content-Length: 5", "Transfer-Encoding: chunked"),
                RawCall.head(key, "Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
                RawCall.head(key, "Transfer-Encoding: xchunked"),
                RawCall.head(key, "Content-Length: 5", "Content-Length: 6"),
                RawCall.head(key, "Content-Length: +5"),
                RawCall.head(key, "Content-Length : 5"));
        for (String head : heads) {
            String answer =
                    RawCall.exchange(installation.publicPort(), (head + "0\r\n\r\n" + smuggled).getBytes(ISO_8859_1));
            assertThat(answer).as(head).startsWith("HTTP/1.1 4");
            assertThat(answer.split("HTTP/1.1 ", -1)).as(head).hasSize(2);
        }
        assertThat(shop.look("SELECT count(*) FROM orders WHERE id = 900")).isEqualTo("0");
    }

    @Test
    void chunks_whose_lengths_are_not_what_they_say_have_no_effect() throws Exception {
        String head = RawCall.head(key, "Transfer-Encoding: chunked");
        String length = Integer.toHexString(insert.length());
        String smuggled = RawCall.head(key, "Content-Length: " + insert.length()) + insert;
        List<String> bodies = List.of(
                "zz\r\n" + insert + "\r\n0\r\n\r\n",
                "-" + length + "\r\n" + insert + "\r\n0\r\n\r\n",
                "0x" + length + "\r\n" + insert + "\r\n0\r\n\r\n",
                "1" + "0".repeat(8) + length + "\r\n" + insert + "\r\n0\r\n\r\n",
                "f".repeat(20) + "\r\n" + insert + "\r\n0\r\n\r\n",
                Integer.toHexString(insert.length() - 3) + "\r\n" + insert + "\r\n0\r\n\r\n" + smuggled,
                length + "\r\n" + insert + "XX0\r\n\r\n" + smuggled);
        for (String body : bodies) {
            // When
            String answer = RawCall.exchange(installation.publicPort(), (head + body).getBytes(ISO_8859_1));
            // Then
            assertThat(answer).as(body).matches(text -> text.isEmpty() || text.startsWith("HTTP/1.1 4"));
            assertThat(answer.split("HTTP/1.1 ", -1)).as(body).hasSizeLessThanOrEqualTo(2);
        }
        assertThat(shop.look("SELECT count(*) FROM orders WHERE id = 900")).isEqualTo("0");
    }

    @Test
    void no_change_of_a_body_makes_the_service_fail() {
        byte[] good = body("query", "SELECT 1").getBytes(UTF_8);
        Random random = new Random(20_260_101);
        for (int round = 0; round < 250; round++) {
            byte[] bad = good.clone();
            for (int i = 0; i <= random.nextInt(3); i++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            HttpResponse<String> answer = installation.send(HttpRequest.newBuilder(installation.outbound())
                    .header("Content-Type", "application/json")
                    .header("X-Api-Key", key.text().reveal(bytes -> new String(bytes, UTF_8)))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(bad))
                    .build());
            assertThat(answer.statusCode()).as(new String(bad, ISO_8859_1)).isIn(200, 400);
        }
    }

    @Test
    void whoever_is_refused_at_the_door_after_proving_himself_is_recorded_by_name() {
        // Given
        TestKey scopeless = tenant.newKey(grant -> grant.put("scopes", new JsonArray().add("vault:read")));
        TestKey elsewhere = tenant.newKey(grant -> grant.put("allowed_ips", new JsonArray().add("10.0.0.0/8")));
        String body = body("query", "SELECT 1");

        // When
        List<TestKey.Reply> refusals = List.of(
                scopeless.send(body, Optional.empty(), TestKey.nonce()),
                elsewhere.send(body, Optional.empty(), TestKey.nonce()),
                key.send(body, Optional.empty(), new byte[8]),
                key.send(body, Optional.of("x".repeat(129)), TestKey.nonce()));

        // Then
        assertThat(refusals.stream().map(TestKey.Reply::code))
                .containsExactly("scope_missing", "address_not_allowed", "invalid_nonce", "invalid_idempotency_key");
        List<TestKey> who = List.of(scopeless, elsewhere, key, key);
        for (int i = 0; i < who.size(); i++) {
            SharedInstallation.assertAudited(installation, refusals.get(i));
            String event = refusals.get(i).json().getJsonObject("meta").getString("audit_event_id");
            assertThat(SharedInstallation.look(
                            installation,
                            "SELECT tenant_id || ' ' || actor FROM audit.event WHERE event_id = '" + event
                                    + "' AND stage = 2"))
                    .contains(tenant.id().value())
                    .contains(who.get(i).id().value());
        }
    }

    @Test
    void an_idempotency_key_belongs_to_one_api_key() {
        // Given
        String first = body("execute", "INSERT INTO orders VALUES (902, 'first')");
        String second = body("execute", "INSERT INTO orders VALUES (903, 'second')");
        assertThat(key.send(first, Optional.of("shared-word"), TestKey.nonce()).code())
                .isEqualTo("ok");

        // When
        TestKey.Reply reply = tenant.newKey().send(second, Optional.of("shared-word"), TestKey.nonce());

        // Then
        assertThat(reply.code()).as(reply.json().encode()).isEqualTo("ok");
        assertThat(shop.look("SELECT count(*) FROM orders WHERE id IN (902, 903)"))
                .isEqualTo("2");
    }
}
