package dev.sallyport.service.audit.sequence;

import static dev.sallyport.service.audit.sequence.Logs.await;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.audit.JsonLine;
import dev.sallyport.crypto.audit.export.ExportLine;
import dev.sallyport.crypto.audit.export.ExportReader;
import dev.sallyport.crypto.audit.head.HeadSigner;
import dev.sallyport.crypto.audit.head.Witness;
import dev.sallyport.crypto.codec.StrictJson;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.keys.TrustedSigner;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.service.audit.Samples;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WitnessIT {

    @TempDir
    private Path folder;

    @Test
    void the_witness_file_holds_every_head_and_an_older_database_is_not_signed_on() throws Exception {
        var file = folder.resolve("heads.jsonl");
        try (var logs = Logs.create()) {
            // Given
            logs.sequence(Optional.of(file), Optional.empty());
            logs.write(Stream.generate(Samples::conclusion).limit(50).toList());
            var size = logs.database
                    .column("SELECT max(tree_size) FROM audit.head")
                    .getFirst();
            logs.write(Stream.generate(Samples::conclusion).limit(50).toList());
            logs.stopSequencers();
            assertThat(Logs.verify(logs.export(), Files.readAllLines(file), List.of())
                            .findings())
                    .isEmpty();

            // When: the database is put back to what it was, the witness' file is not
            logs.database.tamper(
                    "DELETE FROM audit.head WHERE tree_size > " + size,
                    "DELETE FROM audit.leaf WHERE leaf_index >= " + size);
            var sequencer = logs.sequence(Optional.of(file), Optional.empty());
            Thread.sleep(700);

            // Then
            assertThat(sequencer.isActive()).isFalse();
            assertThat(logs.database.column("SELECT max(tree_size) FROM audit.head"))
                    .containsExactly(size);
            assertThat(Logs.verify(logs.export(), Files.readAllLines(file), List.of())
                            .findings())
                    .isNotEmpty();
        }
    }

    @Test
    void a_witness_behind_the_hook_cosigns_what_continues_and_its_word_is_kept() throws Exception {
        var postQuantum = PostQuantum.pinned("bc");
        var key = postQuantum.signingKey(SigningKeyId.of("sk_witness"), postQuantum.newSigningSeed());
        var logKey = Logs.delegation().trust(postQuantum, Logs.rootKey());
        var witness = new Witness(Map.<SigningKeyId, TrustedSigner>of(logKey.id(), logKey), HeadSigner.of(key), null);
        var vertx = Vertx.vertx();
        var server = await(vertx.createHttpServer()
                .requestHandler(request -> cosign(request, witness))
                .listen(0, "127.0.0.1"));
        try (var logs = Logs.create()) {
            logs.sequence(Optional.empty(), Optional.of(URI.create("http://127.0.0.1:" + server.actualPort() + "/")));

            for (int round = 0; round < 5; round++) {
                logs.write(Stream.generate(Samples::conclusion).limit(20).toList());
                awaitCosignatures(logs, round + 1);
            }

            var newest = requireNonNull(witness.newest());
            assertThat(logs.database.column("SELECT witness_id FROM audit.cosignature"))
                    .containsOnly("sk_witness");
            assertThat(newest.size()).isPositive();
        } finally {
            await(server.close());
            await(vertx.close());
        }
    }

    @Test
    void an_answer_without_an_announced_end_is_cut_off_and_the_log_goes_on() throws Exception {
        var sent = new AtomicLong();
        var cut = new CountDownLatch(1);
        var vertx = Vertx.vertx();
        var server = await(vertx.createHttpServer()
                .requestHandler(request -> flood(vertx, request.response().setChunked(true), sent, cut))
                .listen(0, "127.0.0.1"));
        try (var logs = Logs.create()) {
            logs.sequence(Optional.empty(), Optional.of(URI.create("http://127.0.0.1:" + server.actualPort() + "/")));

            logs.write(List.of(Samples.conclusion()));

            assertThat(cut.await(1_500, TimeUnit.MILLISECONDS))
                    .as("cut off for its size, before the time limit")
                    .isTrue();
            assertThat(sent.get()).isLessThan(8 << 20);
            logs.write(List.of(Samples.conclusion()));
            assertThat(logs.database.count("audit.cosignature")).isZero();
        } finally {
            await(server.close());
            await(vertx.close());
        }
    }

    private static void flood(Vertx vertx, HttpServerResponse response, AtomicLong sent, CountDownLatch cut) {
        var part = Buffer.buffer(new byte[4_096]);
        long timer = vertx.setPeriodic(1, _ -> {
            if (!response.closed() && !response.writeQueueFull()) {
                sent.addAndGet(part.length());
                response.write(part);
            }
        });
        response.closeHandler(_ -> {
            vertx.cancelTimer(timer);
            cut.countDown();
        });
    }

    private static void awaitCosignatures(Logs logs, int count) throws Exception {
        for (int i = 0; i < 200 && logs.database.count("audit.cosignature") < count; i++) {
            Thread.sleep(25);
        }
        assertThat(logs.database.count("audit.cosignature")).isGreaterThanOrEqualTo(count);
    }

    private static void cosign(HttpServerRequest request, Witness witness) {
        request.body().onSuccess(body -> {
            var json = StrictJson.parseObject(body.getBytes());
            var head = ExportReader.head(json.object("head"));
            var proof = (ExportLine.Consistency) ExportReader.read(text(body, "consistency"));
            var cosignature = witness.see(head, proof.proof(), System.currentTimeMillis());
            if (cosignature.isEmpty()) {
                request.response().setStatusCode(409).end();
            } else {
                var given = cosignature.get();
                request.response()
                        .end(Buffer.buffer(new JsonLine()
                                .open()
                                .text("witness_id", given.witness().value())
                                .number("at_ms", given.atMillis())
                                .bytes("signature", given.signature())
                                .close()
                                .toString()));
            }
        });
    }

    /// The member as it was written: the last one of the body.
    private static String text(Buffer body, String member) {
        var text = body.toString(StandardCharsets.US_ASCII);
        int start = text.indexOf("\"" + member + "\":") + member.length() + 3;
        return text.substring(start, text.length() - 1);
    }
}
