package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The packaged service starts and answers although nothing that it stands on is there.
@QuarkusTest
@QuarkusTestResource(ProxyBootsTest.PeerKeyFiles.class)
class ProxyBootsTest {

    /// Key files of a vault and a proxy; there is no database, no KMS and no vault.
    public static class PeerKeyFiles implements QuarkusTestResourceLifecycleManager {

        @Override
        public Map<String, String> start() {
            try {
                Path folder = Files.createTempDirectory("sallyport-proxy-boots");
                return Map.of(
                        "sallyport.vault.private-key-file",
                        ServiceKeys.make(folder, "proxy").privateKey().toString(),
                        "sallyport.vault.public-key-file",
                        ServiceKeys.make(folder, "vault").publicKey().toString());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void stop() {}
    }

    @TestHTTPResource("/")
    URI root;

    private HttpResponse<String> get(String path) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(root.resolve(path)).build(), BodyHandlers.ofString());
        }
    }

    @Test
    void liveness_answers_without_a_database() throws Exception {
        assertThat(get("/q/health/live").statusCode()).isEqualTo(200);
    }
}
