package dev.sallyport.sdk.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sallyport.sdk.problem.UnreachableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransportTest {

    private static final RetryPolicy QUICK = new RetryPolicy(4, Duration.ofMillis(1), Duration.ofMillis(5));

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private Answer answer = exchange -> reply(exchange, 200, "ok");

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            seen.add(exchange.getRequestHeaders().getFirst("Idempotency-Key") + " " + new String(body));
            answer.to(exchange);
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 502, 503, 504})
    void a_transient_refusal_is_tried_again_with_the_same_key_and_body(int status) {
        answer = exchange -> reply(exchange, seen.size() < 3 ? status : 200, "ok");

        ApiReply reply = transport(QUICK).send(post(true));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(seen).containsExactly("k1 body", "k1 body", "k1 body");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 401, 403, 404, 409, 413, 500})
    void any_other_answer_is_final(int status) {
        answer = exchange -> reply(exchange, status, "said");

        assertThat(transport(QUICK).send(post(true)).status()).isEqualTo(status);
        assertThat(seen).hasSize(1);
    }

    @Test
    void a_call_that_may_not_be_repeated_is_sent_once() {
        answer = exchange -> reply(exchange, 503, "later");

        assertThat(transport(QUICK).send(post(false)).status()).isEqualTo(503);
        assertThat(seen).hasSize(1);
    }

    @Test
    void attempts_end_and_the_last_answer_is_returned() {
        answer = exchange -> reply(exchange, 503, "later");

        assertThat(transport(QUICK).send(post(true)).status()).isEqualTo(503);
        assertThat(seen).hasSize(4);
    }

    @Test
    void a_service_that_asks_for_time_gets_it() {
        answer = exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "1");
            reply(exchange, seen.size() < 2 ? 429 : 200, "ok");
        };
        long start = System.nanoTime();

        assertThat(transport(QUICK).send(post(true)).status()).isEqualTo(200);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void no_attempt_begins_after_the_calls_own_time() {
        answer = exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "3600");
            reply(exchange, 429, "later");
        };
        long start = System.nanoTime();

        assertThat(transport(QUICK).send(post(true)).status()).isEqualTo(429);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(seen).hasSize(1);
    }

    @Test
    void a_call_ends_in_its_own_time_even_if_its_last_attempt_began_late() {
        answer = exchange -> {
            pause();
            reply(exchange, 200, "late");
        };
        Transport impatient = new Transport(
                HttpClient.newHttpClient(),
                QUICK,
                Duration.ofMillis(700),
                Duration.ofMillis(1_000),
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        long start = System.nanoTime();

        assertThatThrownBy(() -> impatient.send(post(true))).isInstanceOf(UnreachableException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(700), Duration.ofMillis(1_300));
        assertThat(seen).hasSize(2);
    }

    @Test
    void a_lost_connection_is_tried_again() {
        answer = exchange -> {
            if (seen.size() < 2) {
                exchange.close();
            } else {
                reply(exchange, 200, "ok");
            }
        };

        assertThat(transport(QUICK).send(post(true)).status()).isEqualTo(200);
        assertThat(seen).hasSizeGreaterThanOrEqualTo(2).containsOnly("k1 body");
    }

    @Test
    void nobody_listening_is_said_so() {
        server.stop(0);

        assertThatThrownBy(() -> transport(QUICK).send(post(true)))
                .isInstanceOf(UnreachableException.class)
                .hasMessage("POST /call got no answer in 4 attempts");
    }

    @Test
    void an_answer_that_does_not_end_is_given_up() {
        answer = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            pause();
        };
        Transport impatient = new Transport(
                HttpClient.newHttpClient(),
                RetryPolicy.none(),
                Duration.ofMillis(300),
                Duration.ofSeconds(1),
                Clock.systemUTC());

        assertThatThrownBy(() -> impatient.send(post(true))).isInstanceOf(UnreachableException.class);
    }

    @Test
    void an_answer_longer_than_any_envelope_is_not_read_to_the_end() {
        answer = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] chunk = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                exchange.getResponseBody().write(chunk);
            }
            exchange.close();
        };

        assertThatThrownBy(() -> transport(RetryPolicy.none()).send(post(true)))
                .isInstanceOf(UnreachableException.class)
                .hasRootCauseMessage("the answer is longer than 16777216 bytes");
    }

    private Transport transport(RetryPolicy retries) {
        return new Transport(
                HttpClient.newHttpClient(), retries, Duration.ofSeconds(10), Duration.ofSeconds(20), Clock.systemUTC());
    }

    private ApiRequest post(boolean repeatable) {
        return new ApiRequest(
                "POST",
                URI.create("http://localhost:" + server.getAddress().getPort() + "/call"),
                Map.of("Idempotency-Key", "k1"),
                "body".getBytes(),
                repeatable);
    }

    private static void reply(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes();
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void pause() {
        try {
            Thread.sleep(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
