package dev.sallyport.proxy.peer;

import dev.sallyport.service.jwt.ServiceTokenIssuer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.PemTrustOptions;
import java.util.concurrent.TimeUnit;

/// Requests to the vault's internal routes: TLS against the pinned CA, a fresh service token on each. Thread safe.
public final class VaultHttp implements AutoCloseable {

    private static final int MOST_BYTES = 8 * 1024 * 1024;

    private final HttpClient client;
    private final ServiceTokenIssuer tokens;
    private final PeerConfig config;
    private final int port;

    /// An answer that was read to its end.
    public record Answer(int status, Buffer body) {}

    public VaultHttp(Vertx vertx, PeerConfig config, ServiceTokenIssuer tokens) {
        if (!"https".equals(config.url().getScheme())) {
            throw new IllegalArgumentException("sallyport.vault.url must be https");
        }
        this.config = config;
        this.tokens = tokens;
        this.port = config.url().getPort() < 0 ? 443 : config.url().getPort();
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setVerifyHost(true)
                .setMaxPoolSize(16)
                .setMaxWaitQueueSize(10_000)
                .setKeepAliveTimeout(20)
                .setConnectTimeout((int) config.timeout().toMillis());
        config.caFile().ifPresent(ca -> options.setTrustOptions(new PemTrustOptions().addCertPath(ca.toString())));
        this.client = vertx.createHttpClient(options);
    }

    /// The whole answer within the configured time.
    public Future<Answer> get(String path) {
        return open(HttpMethod.GET, path)
                .compose(HttpClientRequest::send)
                .compose(this::whole)
                .timeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Posts JSON.
    public Future<Answer> post(String path, Buffer json) {
        return open(HttpMethod.POST, path)
                .compose(request ->
                        request.putHeader("Content-Type", "application/json").send(json))
                .compose(this::whole)
                .timeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    /// An answer without an end; the caller reads and resets it.
    public Future<HttpClientResponse> stream(String path) {
        return open(HttpMethod.GET, path).compose(HttpClientRequest::send);
    }

    private Future<HttpClientRequest> open(HttpMethod method, String path) {
        return client.request(method, port, config.url().getHost(), path)
                .map(request -> request.putHeader("Authorization", "Bearer " + tokens.issue()));
    }

    private Future<Answer> whole(HttpClientResponse response) {
        String announced = response.getHeader("Content-Length");
        if (announced != null && announced.length() > 8) {
            response.request().reset();
            return Future.failedFuture(new IllegalStateException("answer of the vault is too large"));
        }
        return response.body().map(body -> {
            if (body.length() > MOST_BYTES) {
                throw new IllegalStateException("answer of the vault is too large");
            }
            return new Answer(response.statusCode(), body);
        });
    }

    @Override
    public void close() {
        client.close();
    }
}
