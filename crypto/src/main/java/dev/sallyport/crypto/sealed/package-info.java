/**
 * The sealed credential, record format HCV1: one binary record per credential version, openable only with the tenant's
 * ML-KEM seed and kms:Decrypt together.
 *
 * <p>{@link dev.sallyport.crypto.sealed.Sealer} lives in the vault, {@link dev.sallyport.crypto.sealed.Unsealer} and
 * {@link dev.sallyport.crypto.sealed.SlotEditor} in the proxy. What must not be here: storage, what a secret means.
 */
@NullMarked
package dev.sallyport.crypto.sealed;

import org.jspecify.annotations.NullMarked;
