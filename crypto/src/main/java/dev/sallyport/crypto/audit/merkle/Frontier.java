package dev.sallyport.crypto.audit.merkle;

import dev.sallyport.crypto.audit.Hash32;
import java.util.ArrayList;
import java.util.List;

/**
 * The right edge of a growing tree: the roots of its complete subtrees, largest first. Enough to append leaves and to
 * tell the root, in O(log n) memory. Not thread safe.
 */
public final class Frontier {
    private final List<Hash32> roots = new ArrayList<>();
    private long size;

    /** An empty tree. */
    public Frontier() {}

    /** The edge of an existing tree. */
    public static Frontier of(long treeSize, NodeSource nodes) {
        var frontier = new Frontier();
        frontier.size = treeSize;
        long start = 0;
        for (int level = 62; level >= 0; level--) {
            if ((treeSize >>> level & 1) == 1) {
                frontier.roots.add(nodes.node(level, start >>> level));
                start += 1L << level;
            }
        }
        return frontier;
    }

    /** Appends one leaf hash; amortized one node hash. */
    public void append(Hash32 leaf) {
        Hash32 hash = leaf;
        for (long bits = size; (bits & 1) == 1; bits >>>= 1) {
            hash = MerkleHash.node(roots.remove(roots.size() - 1), hash);
        }
        roots.add(hash);
        size++;
    }

    public long size() {
        return size;
    }

    public Hash32 root() {
        if (roots.isEmpty()) {
            return MerkleHash.empty();
        }
        Hash32 hash = roots.get(roots.size() - 1);
        for (int i = roots.size() - 2; i >= 0; i--) {
            hash = MerkleHash.node(roots.get(i), hash);
        }
        return hash;
    }
}
