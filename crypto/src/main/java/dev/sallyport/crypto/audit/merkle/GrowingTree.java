package dev.sallyport.crypto.audit.merkle;

import dev.sallyport.crypto.audit.Hash32;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tree to which a log appends: tells the root at any moment and hands out each tile when it is full. Holds at most 255
 * hashes per tile level. Not thread safe.
 */
public final class GrowingTree {
    private final List<Unfinished> levels = new ArrayList<>();
    private final Map<Tile.Position, Tile> finished = new LinkedHashMap<>();
    private long size;

    private GrowingTree(long size) {
        this.size = size;
    }

    public static GrowingTree empty() {
        return new GrowingTree(0);
    }

    /** The tiles that {@link #of} wants for a tree of this size: the unfinished one of each level. */
    public static Set<Tile.Position> rightEdge(long treeSize) {
        Set<Tile.Position> positions = new LinkedHashSet<>();
        for (int level = 0; treeSize >>> (8 * level) > 0; level++) {
            var position = new Tile.Position(level, (treeSize >>> (8 * level)) / Tile.WIDTH);
            if (position.width(treeSize) > 0) {
                positions.add(position);
            }
        }
        return positions;
    }

    /** A tree that was stored, from the tiles of its right edge. */
    public static GrowingTree of(long treeSize, Map<Tile.Position, Tile> rightEdge) {
        var tree = new GrowingTree(treeSize);
        for (Tile.Position position : rightEdge(treeSize)) {
            Tile tile = rightEdge.get(position);
            if (tile == null || tile.width() != position.width(treeSize)) {
                throw new IllegalArgumentException("the right edge is not complete");
            }
            tile.hashes().forEach(tree.level(position.level())::append);
        }
        return tree;
    }

    /** Amortized one node hash. */
    public void append(Hash32 leaf) {
        size++;
        Hash32 hash = leaf;
        for (int level = 0; hash != null; level++) {
            hash = appendTo(level, hash);
        }
    }

    public long size() {
        return size;
    }

    public Hash32 root() {
        Hash32 right = null;
        for (Unfinished level : levels) {
            right = level.edge.root(right);
        }
        return right == null ? MerkleHash.empty() : right;
    }

    /** The tiles that became full since the last call. */
    public Map<Tile.Position, Tile> takeFinished() {
        Map<Tile.Position, Tile> taken = new LinkedHashMap<>(finished);
        finished.clear();
        return taken;
    }

    /** The root of the tile that this hash makes full, which is a hash of the level above. */
    private @Nullable Hash32 appendTo(int level, Hash32 hash) {
        Unfinished tile = level(level);
        tile.append(hash);
        if (tile.hashes.size() < Tile.WIDTH) {
            return null;
        }
        Hash32 root = tile.edge.root();
        finished.put(new Tile.Position(level, (size >>> (8 * (level + 1))) - 1), Tile.full(tile.hashes, root));
        levels.set(level, new Unfinished());
        return root;
    }

    private Unfinished level(int level) {
        while (levels.size() <= level) {
            levels.add(new Unfinished());
        }
        return levels.get(level);
    }

    /** The last tile of a level, and the roots of the complete subtrees in it. */
    private static final class Unfinished {
        private final List<Hash32> hashes = new ArrayList<>();
        private final Frontier edge = new Frontier();

        void append(Hash32 hash) {
            hashes.add(hash);
            edge.append(hash);
        }
    }
}
