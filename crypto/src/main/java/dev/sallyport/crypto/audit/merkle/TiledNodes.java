package dev.sallyport.crypto.audit.merkle;

import dev.sallyport.crypto.audit.Hash32;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Nodes from tiles, in two steps: first which tiles a computation needs, then the computation over those tiles. So a
 * store can fetch all of them at once, without a round trip per node.
 */
public final class TiledNodes {
    private static final Hash32 ANY = MerkleHash.empty();

    private TiledNodes() {}

    /** The tiles that {@code computation} will read; its result is thrown away. */
    public static <T> Set<Tile.Position> needed(Function<NodeSource, T> computation) {
        Set<Tile.Position> positions = new LinkedHashSet<>();
        T unused = computation.apply((level, index) -> {
            positions.add(Tile.Position.of(level, index));
            return ANY;
        });
        return positions;
    }

    /** A source over tiles that were fetched. */
    public static NodeSource over(Map<Tile.Position, Tile> tiles) {
        return (level, index) -> {
            Tile tile = tiles.get(Tile.Position.of(level, index));
            if (tile == null) {
                throw new IllegalArgumentException("a tile is missing");
            }
            return tile.node(level, index);
        };
    }
}
