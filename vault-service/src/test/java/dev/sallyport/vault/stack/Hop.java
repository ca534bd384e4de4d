package dev.sallyport.vault.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.microprofile.config.ConfigProvider;

/// A proxy that calls the vault's internal routes.
public final class Hop {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final String token;

    public Hop(VaultStack stack) {
        this(client(stack), stack.proxyTokens().issue());
    }

    private Hop(HttpClient http, String token) {
        this.http = http;
        this.token = token;
    }

    /// Status and body.
    public record Reply(int status, JsonNode json) {}

    /// The same proxy with another token.
    public Hop withToken(String other) {
        return new Hop(http, other);
    }

    public Reply get(String path) {
        return send(request(path).GET());
    }

    public Reply post(String path, String body) {
        return send(request(path).POST(BodyPublishers.ofString(body)));
    }

    /// Listens to the changes behind `after`.
    public Changes changes(long after) throws IOException, InterruptedException {
        var answer = http.send(request("/internal/v1/changes?after=" + after).build(), BodyHandlers.ofInputStream());
        return new Changes(new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8)));
    }

    private Reply send(HttpRequest.Builder request) {
        try {
            var answer = http.send(request.build(), BodyHandlers.ofString());
            return new Reply(answer.statusCode(), JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body()));
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        int port = ConfigProvider.getConfig().getValue("quarkus.http.test-ssl-port", Integer.class);
        return HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .header("Authorization", "Bearer " + token);
    }

    private static HttpClient client(VaultStack stack) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(
                    "ca",
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(
                                    stack.postgres().ca().certificatePem().getBytes(StandardCharsets.US_ASCII))));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return HttpClient.newBuilder()
                    .sslContext(context)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// An open change stream. Lines are read in the background and kept.
    public static final class Changes implements AutoCloseable {
        private final BufferedReader reader;
        private final List<JsonNode> lines = new CopyOnWriteArrayList<>();

        Changes(BufferedReader reader) {
            this.reader = reader;
            Thread.ofVirtual().start(this::read);
        }

        /// The first line that fits.
        public JsonNode await(Predicate<JsonNode> wanted, Duration patience) throws InterruptedException {
            long end = System.nanoTime() + patience.toNanos();
            while (System.nanoTime() < end) {
                var found = lines.stream().filter(wanted).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
                Thread.sleep(10);
            }
            throw new AssertionError("no such line within " + patience + " among " + lines);
        }

        public void awaitHeartbeat(Duration patience) throws InterruptedException {
            await(line -> line.path("kind").asText().equals("heartbeat"), patience);
        }

        public void awaitAll(Collection<String> ids, Duration patience) throws InterruptedException {
            for (String id : ids) {
                await(line -> line.path("id").asText().equals(id), patience);
            }
        }

        /// The numbers of all changes so far, in the order in which they came.
        public List<Long> seqs() {
            return lines.stream()
                    .filter(line -> line.has("id"))
                    .map(line -> line.path("seq").asLong())
                    .toList();
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }

        private void read() {
            try {
                for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.add(JSON.readTree(line));
                }
            } catch (IOException e) {
                // closed by the test
            }
        }
    }
}
