package dev.sallyport.crypto.audit.merkle;

import dev.sallyport.crypto.audit.Hash32;
import java.util.List;

/** That a leaf stands at an index in a tree of a size. Source: RFC 9162 section 2.1.3.2. */
public record InclusionProof(long leafIndex, long treeSize, List<Hash32> path) {
    static final int MAX_PATH = 64;

    public InclusionProof {
        path = List.copyOf(path);
        if (leafIndex < 0 || leafIndex >= treeSize || path.size() > MAX_PATH) {
            throw new IllegalArgumentException("not an inclusion proof");
        }
    }

    /** Whether the path leads from the leaf to the root. */
    public boolean verify(Hash32 leaf, Hash32 root) {
        long node = leafIndex;
        long last = treeSize - 1;
        Hash32 hash = leaf;
        for (Hash32 sibling : path) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                hash = MerkleHash.node(sibling, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>>= 1;
                    last >>>= 1;
                }
            } else {
                hash = MerkleHash.node(hash, sibling);
            }
            node >>>= 1;
            last >>>= 1;
        }
        return last == 0 && hash.equals(root);
    }
}
