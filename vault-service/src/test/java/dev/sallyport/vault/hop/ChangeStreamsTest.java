package dev.sallyport.vault.hop;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/// A replica that is about to stop; its pool leads to no database, since nothing may be asked of one.
class ChangeStreamsTest {

    @Test
    void a_replica_that_is_about_to_stop_begins_no_stream_and_alarms_nobody() throws Exception {
        // Given
        var vertx = Vertx.vertx();
        var pool = PgBuilder.pool()
                .connectingTo(new PgConnectOptions().setHost("127.0.0.1").setPort(1))
                .using(vertx)
                .build();
        var streams = new ChangeStreams(vertx, pool);
        var router = Router.router(vertx);
        router.get("/changes").handler(streams::open);
        try (var alarms = new Alarms()) {
            var server = vertx.createHttpServer()
                    .requestHandler(router)
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, SECONDS);
            streams.drain(new ShutdownDelayInitiatedEvent());

            // When
            var answer = get(server.actualPort());

            // Then
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("shutting_down");
            assertThat(streams.count()).isZero();
            assertThat(alarms.texts).isEmpty();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
        }
    }

    private static HttpResponse<String> get(int port) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/changes?after=0"))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    /// What this package logs as warning or error.
    private static final class Alarms extends Handler implements AutoCloseable {
        private final Logger logger = Logger.getLogger("dev.sallyport.vault.hop");
        private final List<String> texts = new CopyOnWriteArrayList<>();

        Alarms() {
            setLevel(Level.WARNING);
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord entry) {
            if (isLoggable(entry)) {
                texts.add(entry.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }
}
