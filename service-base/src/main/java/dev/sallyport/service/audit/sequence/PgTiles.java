package dev.sallyport.service.audit.sequence;

import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.audit.merkle.NodeSource;
import dev.sallyport.crypto.audit.merkle.Tile;
import dev.sallyport.crypto.audit.merkle.TiledNodes;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Reads tiles, all that a computation needs at once: a proof costs one round trip of a few pipelined reads.
public final class PgTiles {

    private static final String FULL = "SELECT hashes FROM audit.tile WHERE level = $1 AND tile_index = $2";
    private static final String ROOTS = "SELECT root FROM audit.tile WHERE level = $3::int2 AND tile_index >= $1 "
            + "AND tile_index < $2 ORDER BY tile_index";

    private final SqlClient client;

    public PgTiles(SqlClient client) {
        this.client = client;
    }

    /// Runs a computation over the stored nodes of the tree of `treeSize` leaves.
    public <T> Future<T> compute(long treeSize, Function<NodeSource, T> computation) {
        return fetch(TiledNodes.needed(computation), treeSize).map(tiles -> computation.apply(TiledNodes.over(tiles)));
    }

    /// The tiles at these positions as they were when the tree had `treeSize` leaves.
    public Future<Map<Tile.Position, Tile>> fetch(Set<Tile.Position> positions, long treeSize) {
        Map<Tile.Position, Tile> tiles = new HashMap<>();
        List<Future<?>> reads = new ArrayList<>();
        for (var position : positions) {
            reads.add(read(position, position.width(treeSize)).onSuccess(tile -> tiles.put(position, tile)));
        }
        return Future.all(reads).map(_ -> tiles);
    }

    private Future<Tile> read(Tile.Position position, int width) {
        if (width == Tile.WIDTH) {
            return client.preparedQuery(FULL)
                    .execute(Tuple.of((short) position.level(), position.index()))
                    .map(rows -> new Tile(one(rows).getBuffer(0).getBytes()));
        }
        long first = position.index() * Tile.WIDTH;
        if (position.level() == 0) {
            return LeafRuns.read(client, first, first + width)
                    .map(runs -> tile(runs.size() == 1 ? runs.getFirst().hashes() : Buffer.buffer(), width));
        }
        return client.preparedQuery(ROOTS)
                .execute(Tuple.of(first, first + width, (short) (position.level() - 1)))
                .map(rows -> {
                    var bytes = Buffer.buffer(width * Hash32.BYTES);
                    rows.forEach(row -> bytes.appendBuffer(row.getBuffer(0)));
                    return tile(bytes, width);
                });
    }

    private static Tile tile(Buffer hashes, int width) {
        if (hashes.length() != width * Hash32.BYTES) {
            throw new LogInconsistentException("leaves or tiles are missing");
        }
        return new Tile(hashes.getBytes());
    }

    private static Row one(RowSet<Row> rows) {
        if (rows.size() != 1) {
            throw new LogInconsistentException("a tile is missing");
        }
        return rows.iterator().next();
    }
}
