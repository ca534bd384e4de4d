package dev.sallyport.crypto.audit.merkle;

import dev.sallyport.crypto.audit.Hash32;
import java.util.ArrayList;
import java.util.HashMap;
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
    private final Frontier frontier;
    private final List<List<Hash32>> unfinished = new ArrayList<>();
    private final Map<Tile.Position, Tile> finished = new LinkedHashMap<>();

    private GrowingTree(Frontier frontier) {
        this.frontier = frontier;
    }

    public static GrowingTree empty() {
        return new GrowingTree(new Frontier());
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
        var tree = new GrowingTree(Frontier.of(treeSize, TiledNodes.over(new HashMap<>(rightEdge))));
        for (Tile.Position position : rightEdge(treeSize)) {
            Tile tile = rightEdge.get(position);
            if (tile == null || tile.width() != position.width(treeSize)) {
                throw new IllegalArgumentException("the right edge is not complete");
            }
            tree.level(position.level()).addAll(tile.hashes());
        }
        return tree;
    }

    public void append(Hash32 leaf) {
        frontier.append(leaf);
        Hash32 hash = leaf;
        for (int level = 0; hash != null; level++) {
            hash = appendTo(level, hash);
        }
    }

    public long size() {
        return frontier.size();
    }

    public Hash32 root() {
        return frontier.root();
    }

    /** The tiles that became full since the last call. */
    public Map<Tile.Position, Tile> takeFinished() {
        Map<Tile.Position, Tile> taken = new LinkedHashMap<>(finished);
        finished.clear();
        return taken;
    }

    private @Nullable Hash32 appendTo(int level, Hash32 hash) {
        List<Hash32> hashes = level(level);
        hashes.add(hash);
        if (hashes.size() < Tile.WIDTH) {
            return null;
        }
        var tile = Tile.of(hashes);
        hashes.clear();
        finished.put(new Tile.Position(level, (frontier.size() >>> (8 * (level + 1))) - 1), tile);
        return tile.root();
    }

    private List<Hash32> level(int level) {
        while (unfinished.size() <= level) {
            unfinished.add(new ArrayList<>());
        }
        return unfinished.get(level);
    }
}
