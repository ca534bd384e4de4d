package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ProxyBootsTest {

    @TestHTTPResource("/q/health/live")
    URI live;

    @Test
    void liveness_answers_without_a_database() throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(HttpRequest.newBuilder(live).build(), BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }
}
