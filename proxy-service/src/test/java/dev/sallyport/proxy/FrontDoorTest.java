package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The public listener of the packaged service against clients that do not do their part.
@QuarkusTest
@QuarkusTestResource(ProxyBootsTest.PeerKeyFiles.class)
@TestProfile(FrontDoorTest.Impatient.class)
@Timeout(120)
class FrontDoorTest {

    /// Two seconds for a head instead of ten.
    public static class Impatient implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sallyport.door.head-timeout", "2s");
        }
    }

    private static final int STALLED = 1_000;
    private static final String HALF_A_HEAD = "GET /q/health/live HTTP/1.1\r\nHost: loc";
    private static final String WHOLE_HEAD = "GET /q/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @TestHTTPResource("/")
    URI root;

    private Socket connected() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), root.getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    /// Everything that comes until the server ends the connection; fails where it does not within ten seconds.
    private static String untilItEnds(Socket socket) throws IOException {
        try (socket) {
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection was kept", e);
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    private static String answer(Socket socket) throws IOException {
        byte[] buffer = new byte[4096];
        int read = socket.getInputStream().read(buffer);
        return read < 0 ? "" : new String(buffer, 0, read, ISO_8859_1);
    }

    @Test
    void a_thousand_stalled_clients_are_let_go_and_a_good_one_is_answered_all_the_while() throws Exception {
        List<Socket> stalled = new ArrayList<>();
        for (int i = 0; i < STALLED; i++) {
            Socket socket = connected();
            if (i % 2 == 0) {
                send(socket, HALF_A_HEAD);
            }
            stalled.add(socket);
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var http = HttpClient.newHttpClient()) {
            // When
            List<CompletableFuture<String>> ends = stalled.stream()
                    .map(socket -> CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return untilItEnds(socket);
                                } catch (IOException e) {
                                    throw new IllegalStateException(e);
                                }
                            },
                            threads))
                    .toList();
            int answered = 0;
            while (!ends.stream().allMatch(CompletableFuture::isDone)) {
                var live = http.send(
                        HttpRequest.newBuilder(root.resolve("/q/health/live")).build(), BodyHandlers.ofString());
                assertThat(live.statusCode()).isEqualTo(200);
                assertThat(live.body()).contains("\"UP\"");
                answered++;
            }
            // Then
            assertThat(answered).isPositive();
            assertThat(ends).allSatisfy(end -> assertThat(end.join()).isEmpty());
        }
    }

    @Test
    void a_head_that_trickles_in_has_no_more_time_than_one_that_does_not_come() throws Exception {
        try (Socket socket = connected()) {
            long start = System.nanoTime();
            boolean ended = false;
            // When
            while (!ended && System.nanoTime() - start < 9_000_000_000L) {
                try {
                    send(socket, "G");
                    Thread.sleep(200);
                } catch (IOException e) {
                    ended = true;
                }
            }
            // Then
            assertThat(ended).as("the connection was reset").isTrue();
        }
    }

    @Test
    void a_connection_that_has_brought_a_request_may_rest() throws Exception {
        try (Socket socket = connected()) {
            for (int i = 0; i < 2; i++) {
                // When
                send(socket, WHOLE_HEAD);
                // Then
                assertThat(answer(socket)).startsWith("HTTP/1.1 200").contains("\"UP\"");
                restTwiceTheTimeOfAHead();
            }
            send(socket, WHOLE_HEAD + WHOLE_HEAD);
            assertThat(answer(socket)).startsWith("HTTP/1.1 200");
        }
    }

    /// Connections that bring nothing end after the time that a head has; one after the other.
    private void restTwiceTheTimeOfAHead() throws IOException {
        for (int i = 0; i < 2; i++) {
            assertThat(untilItEnds(connected())).isEmpty();
        }
    }

    @Test
    void an_upgrade_to_http_2_in_the_clear_is_not_taken_and_the_request_is_answered() throws Exception {
        for (String path : List.of("/q/health/live", "/q/metrics", "/openapi.json")) {
            try (var http =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
                for (int i = 0; i < 3; i++) {
                    // When
                    var answer =
                            http.send(HttpRequest.newBuilder(root.resolve(path)).build(), BodyHandlers.ofString());
                    // Then
                    assertThat(answer.statusCode()).as(path).isEqualTo(200);
                    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
                    assertThat(answer.body()).isNotEmpty();
                }
            }
        }
    }

    @Test
    void http_2_in_the_clear_by_prior_knowledge_gets_no_frame() throws Exception {
        Socket socket = connected();
        // When
        send(socket, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0");
        // Then
        assertThat(untilItEnds(socket)).startsWith("HTTP/").contains(" 400 ");
    }
}
