/**
 * AES-256-GCM from the JDK's own provider.
 *
 * <p>What must not be here: a nonce that this package chooses, another mode, another key size.
 */
@NullMarked
package dev.sallyport.crypto.aead;

import org.jspecify.annotations.NullMarked;
