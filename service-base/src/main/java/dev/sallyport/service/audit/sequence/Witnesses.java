package dev.sallyport.service.audit.sequence;

import dev.sallyport.crypto.audit.JsonLine;
import dev.sallyport.crypto.audit.export.ExportWriter;
import dev.sallyport.crypto.audit.head.Cosignature;
import dev.sallyport.crypto.audit.head.SignedTreeHead;
import dev.sallyport.crypto.audit.merkle.ConsistencyProof;
import dev.sallyport.crypto.audit.merkle.MerkleTree;
import dev.sallyport.crypto.codec.StrictJson;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.pq.PqSizes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Shows heads to outsiders: appends them to a file, posts them to a hook and keeps the cosignature that it answers. A
/// witness that is away delays nothing; it is shown the newest head, proven from the last one that it took.
final class Witnesses {

    private static final Logger LOG = Logger.getLogger(Witnesses.class);
    private static final int CONFLICT = 409;
    private static final int MAX_ANSWER_BYTES = 16_384;
    private static final String KEEP = "INSERT INTO audit.cosignature (tree_size, witness_id, at_ms, signature) "
            + "VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    private static final String LAST = "SELECT coalesce(max(tree_size), 0) FROM audit.cosignature";

    private final Vertx vertx;
    private final SequencerConfig config;
    private final Pool pool;
    private final HttpClient http;
    private boolean posting;
    private @Nullable SignedTreeHead waiting;

    Witnesses(Vertx vertx, PgConnectOptions database, SequencerConfig config) {
        this.vertx = vertx;
        this.config = config;
        this.pool = PgBuilder.pool()
                .connectingTo(database)
                .using(vertx)
                .with(new PoolOptions().setMaxSize(1))
                .build();
        this.http = vertx.createHttpClient();
    }

    /// Never fails; what goes wrong is logged and tried again with the next head.
    void show(SignedTreeHead head) {
        config.witnessFile()
                .ifPresent(file -> vertx.executeBlocking(() -> append(file, head))
                        .onFailure(cause -> LOG.errorf("audit.witness.file cause=%s", cause.getMessage())));
        config.witnessUrl().ifPresent(url -> post(url, head));
    }

    Future<Void> close() {
        return http.close().compose(_ -> pool.close());
    }

    private void post(URI url, SignedTreeHead head) {
        if (posting) {
            waiting = head;
            return;
        }
        posting = true;
        lastTaken()
                .compose(from -> offer(url, head, from))
                .compose(answer ->
                        answer.knows(head) ? offer(url, head, answer.treeSize) : Future.succeededFuture(answer))
                .compose(answer -> keep(head, answer))
                .onFailure(cause -> LOG.errorf("audit.witness.hook cause=%s", cause.getMessage()))
                .onComplete(_ -> postNext(url));
    }

    /// The newest of the heads that came meanwhile.
    private void postNext(URI url) {
        var next = waiting;
        waiting = null;
        posting = false;
        if (next != null) {
            post(url, next);
        }
    }

    private Future<Answer> offer(URI url, SignedTreeHead head, long from) {
        long size = head.head().size();
        return new PgTiles(pool)
                .compute(size, nodes -> MerkleTree.consistency(from, size, nodes))
                .compose(proof -> send(url, head, proof));
    }

    private Future<Long> lastTaken() {
        return pool.preparedQuery(LAST)
                .execute()
                .map(rows -> rows.iterator().next().getLong(0));
    }

    private Future<Answer> send(URI url, SignedTreeHead head, ConsistencyProof proof) {
        var body = new JsonLine()
                .open()
                .json("head", ExportWriter.head(head))
                .json("consistency", ExportWriter.consistency(proof));
        var request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(url.toString())
                .setTimeout(config.witnessTimeout().toMillis())
                .putHeader("content-type", "application/json");
        return http.request(request)
                .compose(open -> open.send(Buffer.buffer(body.close().toString())))
                .compose(Witnesses::bodyOf);
    }

    private static Future<Answer> bodyOf(HttpClientResponse response) {
        String length =
                Optional.ofNullable(response.getHeader("content-length")).orElse("0");
        boolean behind = response.statusCode() == CONFLICT;
        if (!behind && response.statusCode() / 100 != 2
                || length.length() > 6
                || Integer.parseInt(length) > MAX_ANSWER_BYTES) {
            return Future.failedFuture("witness answered " + response.statusCode());
        }
        return bounded(response)
                .map(body -> behind
                        ? new Answer(StrictJson.parseObject(body.getBytes()).integer("tree_size"), Buffer.buffer())
                        : new Answer(-1, body));
    }

    /// The body, however it is framed; a longer one ends with its connection.
    private static Future<Buffer> bounded(HttpClientResponse response) {
        var body = Buffer.buffer();
        var whole = Promise.<Buffer>promise();
        response.handler(part -> {
            if (body.length() + part.length() <= MAX_ANSWER_BYTES) {
                body.appendBuffer(part);
            } else if (whole.tryFail("witness answered more than " + MAX_ANSWER_BYTES + " bytes")) {
                response.request().reset();
            }
        });
        response.exceptionHandler(whole::tryFail);
        response.endHandler(_ -> whole.tryComplete(body));
        return whole.future();
    }

    private Future<Void> keep(SignedTreeHead head, Answer answer) {
        if (answer.treeSize >= 0) {
            return Future.failedFuture("witness knows a log of " + answer.treeSize + " leaves");
        }
        if (answer.body.length() == 0) {
            return Future.succeededFuture();
        }
        var json = StrictJson.parseObject(answer.body.getBytes());
        var cosignature = new Cosignature(
                SigningKeyId.of(json.text("witness_id")),
                json.integer("at_ms"),
                json.bytes("signature", PqSizes.SIGNATURE));
        return pool.preparedQuery(KEEP)
                .execute(Tuple.of(
                        head.head().size(),
                        cosignature.witness().value(),
                        cosignature.atMillis(),
                        Buffer.buffer(cosignature.signature())))
                .mapEmpty();
    }

    /// @param treeSize the size that the witness wants the proof to begin at; -1 where it took the head
    private record Answer(long treeSize, Buffer body) {

        /// Whether the witness is at another head of what may still be the same log.
        boolean knows(SignedTreeHead head) {
            return treeSize >= 0 && treeSize <= head.head().size();
        }
    }

    private static Path append(Path file, SignedTreeHead head) throws IOException {
        var line = ExportWriter.head(head) + "\n";
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        return file;
    }
}
