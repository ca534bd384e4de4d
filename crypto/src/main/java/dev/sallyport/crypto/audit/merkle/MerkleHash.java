package dev.sallyport.crypto.audit.merkle;

import dev.sallyport.crypto.audit.Hash32;

/** How leaves and nodes are hashed, each in a domain of its own. Source: RFC 9162 section 2.1.1. */
public final class MerkleHash {
    private static final byte[] LEAF_PREFIX = {0};
    private static final byte NODE_PREFIX = 1;

    private MerkleHash() {}

    /** {@code SHA-256(0x00 || data)}. */
    public static Hash32 leaf(byte[] data) {
        return Hash32.sha256(LEAF_PREFIX, data);
    }

    /** {@code SHA-256(0x01 || left || right)}. */
    public static Hash32 node(Hash32 left, Hash32 right) {
        return Hash32.node(NODE_PREFIX, left, right);
    }

    /** The root of a tree without leaves: {@code SHA-256()}. */
    public static Hash32 empty() {
        return Hash32.sha256();
    }
}
