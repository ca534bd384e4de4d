package dev.sallyport.crypto.audit.merkle;

import dev.sallyport.crypto.audit.Hash32;
import java.util.List;

/** That a tree is the beginning of a larger one. Source: RFC 9162 section 2.1.4.2. */
public record ConsistencyProof(long first, long second, List<Hash32> path) {
    public ConsistencyProof {
        path = List.copyOf(path);
        if (first < 0 || first > second || path.size() > 2 * InclusionProof.MAX_PATH) {
            throw new IllegalArgumentException("not a consistency proof");
        }
    }

    /** Whether the path leads to both roots. */
    public boolean verify(Hash32 firstRoot, Hash32 secondRoot) {
        if (first == second) {
            return path.isEmpty() && firstRoot.equals(secondRoot);
        }
        if (first == 0) {
            return path.isEmpty() && firstRoot.equals(MerkleHash.empty());
        }
        boolean powerOfTwo = Long.bitCount(first) == 1;
        int position = powerOfTwo ? 0 : 1;
        if (!powerOfTwo && path.isEmpty()) {
            return false;
        }
        long node = first - 1;
        long last = second - 1;
        while ((node & 1) == 1) {
            node >>>= 1;
            last >>>= 1;
        }
        Hash32 toFirst = powerOfTwo ? firstRoot : path.get(0);
        Hash32 toSecond = toFirst;
        for (; position < path.size(); position++) {
            Hash32 sibling = path.get(position);
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                toFirst = MerkleHash.node(sibling, toFirst);
                toSecond = MerkleHash.node(sibling, toSecond);
                while ((node & 1) == 0 && node != 0) {
                    node >>>= 1;
                    last >>>= 1;
                }
            } else {
                toSecond = MerkleHash.node(toSecond, sibling);
            }
            node >>>= 1;
            last >>>= 1;
        }
        return last == 0 && toFirst.equals(firstRoot) && toSecond.equals(secondRoot);
    }
}
