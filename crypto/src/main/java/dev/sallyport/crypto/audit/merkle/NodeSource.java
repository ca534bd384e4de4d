package dev.sallyport.crypto.audit.merkle;

import dev.sallyport.crypto.audit.Hash32;

/** Gives the hash of a complete subtree: {@code 2^level} leaves from leaf {@code index * 2^level} on. */
@FunctionalInterface
public interface NodeSource {
    Hash32 node(int level, long index);
}
