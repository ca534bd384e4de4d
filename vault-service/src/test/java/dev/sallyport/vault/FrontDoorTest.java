package dev.sallyport.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The vault's listener has the same door as the proxy's, whose tests attack it.
@QuarkusTest
@WithTestResource(VaultStack.class)
class FrontDoorTest {
    private static final int HEAD_TIMEOUT_AND_A_WHILE_MS = 13_000;

    @TestHTTPResource("/")
    URI root;

    @Test
    void an_upgrade_to_http_2_in_the_clear_is_not_taken_and_the_request_is_answered() throws Exception {
        for (String path : List.of("/q/metrics", "/q/health/live", "/.well-known/sallyport/keys")) {
            for (int i = 0; i < 3; i++) {
                try (var http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_2)
                        .build()) {
                    var answer =
                            http.send(HttpRequest.newBuilder(root.resolve(path)).build(), BodyHandlers.ofString());

                    assertThat(answer.statusCode()).as(path).isEqualTo(200);
                    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
                    assertThat(answer.body()).isNotEmpty();
                }
            }
        }
    }

    @Test
    void a_connection_without_a_head_ends_by_the_default_of_ten_seconds() throws IOException {
        try (var socket = new Socket("localhost", root.getPort())) {
            socket.setSoTimeout(HEAD_TIMEOUT_AND_A_WHILE_MS);
            socket.getOutputStream().write("GET / HT".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection was kept", e);
        }
    }
}
