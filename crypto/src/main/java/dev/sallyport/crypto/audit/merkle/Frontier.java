package dev.sallyport.crypto.audit.merkle;

import dev.sallyport.crypto.audit.Hash32;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The right edge of a growing tree: the roots of its complete subtrees, largest first. Enough to append leaves and to
 * tell the root, in O(log n) memory. Not thread safe.
 */
public final class Frontier {
    private final List<Hash32> roots = new ArrayList<>();
    private long size;

    /** An empty tree. */
    public Frontier() {}

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
        Hash32 root = root(null);
        return root == null ? MerkleHash.empty() : root;
    }

    /** The root with a smaller subtree to the right of this one; null where there is neither. */
    @Nullable
    Hash32 root(@Nullable Hash32 right) {
        Hash32 hash = right;
        for (int i = roots.size() - 1; i >= 0; i--) {
            hash = hash == null ? roots.get(i) : MerkleHash.node(roots.get(i), hash);
        }
        return hash;
    }
}
