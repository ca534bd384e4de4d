package dev.sallyport.crypto.audit.merkle;

import dev.sallyport.crypto.audit.Hash32;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes roots and proofs from the hashes of complete subtrees; O(log n) of them for each. Source: RFC 9162 sections
 * 2.1.1, 2.1.3.1 and 2.1.4.1.
 */
public final class MerkleTree {
    private MerkleTree() {}

    /** The root of the first {@code treeSize} leaves. */
    public static Hash32 root(long treeSize, NodeSource nodes) {
        requireSize(treeSize);
        return treeSize == 0 ? MerkleHash.empty() : subtree(0, treeSize, nodes);
    }

    /** Proves that leaf {@code leafIndex} stands in the tree of {@code treeSize} leaves. */
    public static InclusionProof inclusion(long leafIndex, long treeSize, NodeSource nodes) {
        if (leafIndex < 0 || leafIndex >= treeSize) {
            throw new IllegalArgumentException("leaf is not in the tree");
        }
        List<Hash32> path = new ArrayList<>();
        long start = 0;
        long end = treeSize;
        while (end - start > 1) {
            long middle = start + split(end - start);
            if (leafIndex < middle) {
                path.add(0, subtree(middle, end, nodes));
                end = middle;
            } else {
                path.add(0, subtree(start, middle, nodes));
                start = middle;
            }
        }
        return new InclusionProof(leafIndex, treeSize, path);
    }

    /** Proves that the tree of {@code first} leaves is the beginning of the tree of {@code second} leaves. */
    public static ConsistencyProof consistency(long first, long second, NodeSource nodes) {
        if (first < 0 || first > second) {
            throw new IllegalArgumentException("trees in the wrong order");
        }
        List<Hash32> path = new ArrayList<>();
        if (first == 0 || first == second) {
            return new ConsistencyProof(first, second, path);
        }
        long start = 0;
        long end = second;
        boolean known = true;
        while (first != end) {
            long middle = start + split(end - start);
            if (first <= middle) {
                path.add(0, subtree(middle, end, nodes));
                end = middle;
            } else {
                path.add(0, subtree(start, middle, nodes));
                start = middle;
                known = false;
            }
        }
        if (!known) {
            path.add(0, subtree(start, end, nodes));
        }
        return new ConsistencyProof(first, second, path);
    }

    /** The hash over leaves {@code start} to {@code end}, where start is a multiple of a power of two ≥ their number. */
    private static Hash32 subtree(long start, long end, NodeSource nodes) {
        long size = end - start;
        if (Long.bitCount(size) == 1) {
            int level = Long.numberOfTrailingZeros(size);
            return nodes.node(level, start >>> level);
        }
        long middle = start + split(size);
        return MerkleHash.node(subtree(start, middle, nodes), subtree(middle, end, nodes));
    }

    /** The largest power of two below {@code size}. */
    static long split(long size) {
        return Long.highestOneBit(size - 1);
    }

    private static void requireSize(long treeSize) {
        if (treeSize < 0) {
            throw new IllegalArgumentException("a tree has no negative size");
        }
    }
}
