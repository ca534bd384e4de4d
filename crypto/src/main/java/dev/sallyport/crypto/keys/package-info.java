/**
 * Who vouches for which key: the root key for response signing keys, the proxy's identity key for unsealing keys, the
 * vault's sealing key for grants. Every signed text begins with a label of its own, so none can pass for another.
 *
 * <p>What must not be here: storage of keys, key files, a clock.
 */
@NullMarked
package dev.sallyport.crypto.keys;

import org.jspecify.annotations.NullMarked;
