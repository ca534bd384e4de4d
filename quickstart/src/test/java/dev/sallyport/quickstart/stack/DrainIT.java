package dev.sallyport.quickstart.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.sdk.ClientFile;
import dev.sallyport.sdk.SallyportClient;
import dev.sallyport.sdk.proxy.OperationRefusedException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// O4: a replica that is told to stop fails no call that a load balancer may still send it, and ends within 10 seconds.
/// The balancer here is one that looks at readiness five times a second, and nobody repeats a call.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DrainIT {

    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final String SECONDS_OF_WORK = "SELECT count(*) FROM generate_series(1, 10000) AS a(x) "
            + "JOIN generate_series(1, 2000) AS b(y) ON (x * y) %% %d = 1";
    private static final String MINUTES_OF_WORK = "SELECT count(*) FROM generate_series(1, 200000) AS a(x) "
            + "JOIN generate_series(1, 200000) AS b(y) ON (x::bigint * y) % 7 = 1";

    private RunningStack stack;
    private SallyportClient client;
    private ClientFile file;

    @BeforeAll
    void start(@TempDir Path temp) throws Exception {
        stack = RunningStack.in(temp.resolve("data"), "quarkus.log.console.json.enabled=true\n");
        client = stack.client();
        file = ClientFile.read(stack.clientFile());
    }

    @AfterAll
    void stop() throws Exception {
        file.close();
        stack.close();
    }

    @Test
    @Order(1)
    void a_vault_that_stops_answers_what_reached_it_and_lets_go_of_its_listeners() throws Exception {
        client.proxy().query("SELECT 1");
        try (var load = new SteadyLoad(8, stack.vaultUrl().resolve("/q/health/ready"), this::listCredentials)) {
            load.awaitAnswers(50);

            Duration taken = terminate("vault");

            assertThat(load.end()).as("failed calls").isEmpty();
            assertThat(taken).isLessThan(WITHIN);
        }
        assertThat(client.proxy().query("SELECT count(*) FROM customers").rows())
                .as("the proxy serves on with what it knows")
                .hasSize(1);
    }

    @Test
    @Order(2)
    void a_proxy_that_stops_finishes_what_runs_and_cancels_with_an_answer_what_does_not_end() throws Exception {
        try (var load = new SteadyLoad(8, stack.proxyUrl().resolve("/q/health/ready"), this::outbound)) {
            load.awaitAnswers(50);
            var seconds = CompletableFuture.supplyAsync(() -> client.proxy().query(SECONDS_OF_WORK.formatted(7)));
            var minutes = CompletableFuture.supplyAsync(() -> client.proxy().query(MINUTES_OF_WORK));
            TimeUnit.MILLISECONDS.sleep(300);

            Duration taken = terminate("proxy");

            assertThat(load.end()).as("failed calls").isEmpty();
            assertThat(taken).isLessThan(WITHIN);
            assertThat(seconds.get(1, TimeUnit.SECONDS).rows()).hasSize(1);
            assertThatThrownBy(() -> minutes.get(1, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            OperationRefusedException.class,
                            refused -> assertThat(refused.code()).isEqualTo("timeout"));
        }
    }

    @Test
    @Order(3)
    void every_line_of_a_log_that_is_to_be_json_is_one_object() throws Exception {
        var json = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        for (String service : List.of("vault", "proxy")) {
            List<String> lines = Files.readAllLines(stack.data().resolve("log").resolve(service + ".log"));

            assertThat(lines).hasSizeGreaterThan(2);
            for (String line : lines) {
                assertThat(json.readTree(line).path("level").isTextual())
                        .as(line)
                        .isTrue();
            }
        }
    }

    @Test
    @Order(4)
    void to_stop_is_no_error() throws Exception {
        for (String service : List.of("vault", "proxy")) {
            assertThat(Files.readAllLines(stack.data().resolve("log").resolve(service + ".log")))
                    .as(service)
                    .anyMatch(line -> line.contains("drain_begun"))
                    .noneMatch(line -> line.contains("\"level\":\"ERROR\""));
        }
    }

    private Duration terminate(String name) throws Exception {
        ProcessHandle process = stack.process(name);
        long start = System.nanoTime();
        process.destroy();
        process.onExit().get(30, TimeUnit.SECONDS);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private HttpRequest listCredentials() {
        return request(stack.vaultUrl().resolve("/api/v2/vault/credentials")).build();
    }

    private HttpRequest outbound() {
        String call = "{\"integration_id\":\"%s\",\"operation\":\"query\",\"payload\":{\"sql\":\"%s\",\"params\":[]}}"
                .formatted(file.member("integration_id").asText(), "SELECT count(*) FROM orders");
        return request(stack.proxyUrl().resolve("/api/v2/proxy/outbound"))
                .header("X-Request-Nonce", Base64.getEncoder().encodeToString(new byte[32]))
                .POST(BodyPublishers.ofString(call))
                .build();
    }

    private HttpRequest.Builder request(URI address) {
        return HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(20))
                .header("X-API-Key", file.member("api_key").asText())
                .header("Content-Type", "application/json");
    }
}
