package dev.sallyport.crypto.audit.merkle;

import dev.sallyport.crypto.audit.Hash32;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Up to 256 neighbouring hashes of one tile level, from which eight levels of nodes can be computed. Tile level 0 holds
 * leaves; tile level n holds the roots of the full tiles of level n - 1. Immutable.
 */
public final class Tile {
    /** Hashes in a full tile. */
    public static final int WIDTH = 256;

    private static final int HEIGHT = 8;

    /** Where a tile stands. */
    public record Position(int level, long index) {
        /** The tile that knows the node {@code 2^nodeLevel} leaves wide at {@code nodeIndex}. */
        public static Position of(int nodeLevel, long nodeIndex) {
            return new Position(nodeLevel / HEIGHT, nodeIndex >>> (HEIGHT - nodeLevel % HEIGHT));
        }

        /** The number of hashes in this tile when the tree has {@code treeSize} leaves. */
        public int width(long treeSize) {
            long hashes = treeSize >>> (HEIGHT * level);
            return (int) Math.max(0, Math.min(WIDTH, hashes - index * WIDTH));
        }
    }

    private final byte[] hashes;
    private final @Nullable Hash32 knownRoot;

    /** Takes 1 to 256 hashes, one behind the other; copies. */
    public Tile(byte[] hashes) {
        this(hashes, null);
    }

    private Tile(byte[] hashes, @Nullable Hash32 knownRoot) {
        if (hashes.length == 0 || hashes.length % Hash32.BYTES != 0 || hashes.length > WIDTH * Hash32.BYTES) {
            throw new IllegalArgumentException("not a tile");
        }
        this.hashes = hashes.clone();
        this.knownRoot = knownRoot;
    }

    public static Tile of(List<Hash32> hashes) {
        return new Tile(joined(hashes), null);
    }

    /** A full tile whose root the caller has computed. */
    static Tile full(List<Hash32> hashes, Hash32 root) {
        return new Tile(joined(hashes), root);
    }

    private static byte[] joined(List<Hash32> hashes) {
        byte[] bytes = new byte[hashes.size() * Hash32.BYTES];
        for (int i = 0; i < hashes.size(); i++) {
            hashes.get(i).copyTo(bytes, i * Hash32.BYTES);
        }
        return bytes;
    }

    public int width() {
        return hashes.length / Hash32.BYTES;
    }

    /** A copy of the hashes, one behind the other. */
    public byte[] bytes() {
        return hashes.clone();
    }

    /** The hashes, first to last. */
    public List<Hash32> hashes() {
        List<Hash32> list = new ArrayList<>(width());
        for (int i = 0; i < width(); i++) {
            list.add(Hash32.at(hashes, i));
        }
        return list;
    }

    /** The root of a full tile: the node eight levels above its hashes. */
    public Hash32 root() {
        return knownRoot != null ? knownRoot : subtree(0, WIDTH);
    }

    /** A node that this tile knows; levels and indexes are those of the whole tree. */
    public Hash32 node(int nodeLevel, long nodeIndex) {
        int height = nodeLevel % HEIGHT;
        int first = (int) ((nodeIndex << height) & (WIDTH - 1));
        return subtree(first, 1 << height);
    }

    private Hash32 subtree(int first, int count) {
        if (first + count > width()) {
            throw new IllegalArgumentException("the tile does not reach that far");
        }
        List<Hash32> row = new ArrayList<>(count);
        for (int i = first; i < first + count; i++) {
            row.add(Hash32.at(hashes, i));
        }
        while (row.size() > 1) {
            List<Hash32> above = new ArrayList<>(row.size() / 2);
            for (int i = 0; i < row.size(); i += 2) {
                above.add(MerkleHash.node(row.get(i), row.get(i + 1)));
            }
            row = above;
        }
        return row.get(0);
    }
}
