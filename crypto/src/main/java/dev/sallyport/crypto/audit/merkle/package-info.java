/**
 * The Merkle tree of RFC 9162 section 2.1 over SHA-256: hashes, inclusion and consistency proofs and their verification,
 * and the tiles in which a log stores its nodes.
 *
 * <p>Pure functions over hashes. What must not be here: what a leaf means, storage, signatures.
 */
@NullMarked
package dev.sallyport.crypto.audit.merkle;

import org.jspecify.annotations.NullMarked;
