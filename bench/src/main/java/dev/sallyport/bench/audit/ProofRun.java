package dev.sallyport.bench.audit;

import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.audit.head.SignedTreeHead;
import dev.sallyport.crypto.audit.head.TreeHead;
import dev.sallyport.crypto.audit.merkle.GrowingTree;
import dev.sallyport.crypto.audit.merkle.MerkleTree;
import dev.sallyport.crypto.audit.merkle.Tile;
import dev.sallyport.crypto.audit.merkle.TiledNodes;
import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.service.audit.read.AuditReader;
import dev.sallyport.service.audit.read.Reach;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.PoolOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.postgresql.PGConnection;

/// The time to find one record of a large log by its id and to prove it: a tree of that many leaves is written
/// directly.
final class ProofRun {

    private static final int PROOFS = 2_000;
    private static final int BATCH = 30;
    private static final int FLUSH = 1 << 18;

    private ProofRun() {}

    static void run(BenchDatabase database, long leaves) throws Exception {
        long start = System.nanoTime();
        var tree = fill(database, leaves);
        System.out.printf("filled %d leaves in %d s%n", leaves, (System.nanoTime() - start) / 1_000_000_000);
        var vertx = Vertx.vertx();
        var pool = PgBuilder.pool()
                .connectingTo(database.options())
                .using(vertx)
                .with(new PoolOptions().setMaxSize(4))
                .build();
        var reader = new AuditReader(pool);
        var random = new Random(1);
        long[] micros = new long[PROOFS];
        int mostTiles = 0;
        for (int i = -200; i < PROOFS; i++) {
            long index = random.nextLong(leaves);
            long before = System.nanoTime();
            var proven = reader.prove(AuditEventId.of(id(index)), new Reach.WholeLog())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get()
                    .getFirst();
            if (i >= 0) {
                micros[i] = (System.nanoTime() - before) / 1_000;
            }
            mostTiles = Math.max(
                    mostTiles,
                    TiledNodes.needed(nodes -> MerkleTree.inclusion(index, leaves, nodes))
                            .size());
            if (!proven.leaf().equals(leaf(index)) || !proven.proof().verify(leaf(index), tree.root())) {
                throw new IllegalStateException("a proof does not verify");
            }
        }
        Arrays.sort(micros);
        System.out.printf(
                "proofs %d  p50 %d us  p99 %d us  max %d us  tiles read at most %d%n",
                PROOFS, micros[PROOFS / 2], micros[PROOFS * 99 / 100], micros[PROOFS - 1], mostTiles);
        pool.close().toCompletionStage().toCompletableFuture().get();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    private static GrowingTree fill(BenchDatabase database, long leaves) throws Exception {
        var tree = GrowingTree.empty();
        try (var connection = database.superuser();
                var beside = database.superuser()) {
            var copy = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "COPY audit.leaves (first_leaf, size, no, at, first_id, last_id, event_ids, stages, ats, tenants, hashes) "
                                    + "FROM STDIN");
            var batch = new ArrayList<Hash32>(BATCH);
            for (long i = 0; i < leaves; i++) {
                var leaf = leaf(i);
                tree.append(leaf);
                batch.add(leaf);
                if (batch.size() == BATCH || i == leaves - 1) {
                    var bytes = line(i + 1 - batch.size(), batch).getBytes(StandardCharsets.US_ASCII);
                    copy.writeToCopy(bytes, 0, bytes.length);
                    batch.clear();
                }
                if (tree.size() % FLUSH == 0) {
                    write(beside, tree.takeFinished());
                }
            }
            copy.endCopy();
            write(beside, tree.takeFinished());
            write(beside, SignedTreeHead.sign(new TreeHead("proxy", leaves, 1, tree.root()), BenchDatabase.signer()));
            connection.createStatement().execute("VACUUM ANALYZE audit.leaves");
        }
        return tree;
    }

    private static void write(Connection connection, Map<Tile.Position, Tile> finished) throws SQLException {
        try (var tiles = connection.prepareStatement(
                "INSERT INTO audit.tile (level, tile_index, root, hashes) VALUES (?, ?, ?, ?)")) {
            for (var tile : finished.entrySet()) {
                tiles.setInt(1, tile.getKey().level());
                tiles.setLong(2, tile.getKey().index());
                tiles.setBytes(3, tile.getValue().root().bytes());
                tiles.setBytes(4, tile.getValue().bytes());
                tiles.addBatch();
            }
            tiles.executeBatch();
        }
    }

    private static void write(Connection connection, SignedTreeHead signed) throws SQLException {
        try (var heads =
                connection.prepareStatement("INSERT INTO audit.head (tree_size, log_id, at_ms, root, signing_key_id, "
                        + "signature) VALUES (?, ?, ?, ?, ?, ?)")) {
            heads.setLong(1, signed.head().size());
            heads.setString(2, signed.head().logId());
            heads.setLong(3, signed.head().atMillis());
            heads.setBytes(4, signed.head().root().bytes());
            heads.setString(5, signed.keyId().value());
            heads.setBytes(6, signed.signature());
            heads.execute();
        }
    }

    private static String line(long first, List<Hash32> batch) {
        var ids = LongStream.range(first, first + batch.size())
                .mapToObj(ProofRun::id)
                .toList();
        return String.join(
                        "\t",
                        String.valueOf(first),
                        String.valueOf(batch.size()),
                        String.valueOf(first + 1),
                        "2026-01-01 00:00:00+00",
                        ids.getFirst(),
                        ids.getLast(),
                        "{" + String.join(",", ids) + "}",
                        "{" + String.join(",", Collections.nCopies(batch.size(), "2")) + "}",
                        "{" + String.join(",", Collections.nCopies(batch.size(), "2026-01-01")) + "}",
                        "{" + String.join(",", Collections.nCopies(batch.size(), "ten_bench")) + "}",
                        batch.stream().map(Hash32::toString).collect(Collectors.joining("", "\\\\x", "")))
                + "\n";
    }

    /// As ids are: they begin with their time.
    private static String id(long index) {
        return "aud_01%024d".formatted(index);
    }

    private static Hash32 leaf(long index) {
        return Hash32.sha256(ByteBuffer.allocate(8).putLong(index).array());
    }
}
