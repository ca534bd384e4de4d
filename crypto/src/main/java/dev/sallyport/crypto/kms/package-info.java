/**
 * Ports to a key management service. Separation of duty is their split: the vault holds a {@link
 * dev.sallyport.crypto.kms.DataKeySource}, the proxy a {@link dev.sallyport.crypto.kms.DataKeyOpener} and a {@link
 * dev.sallyport.crypto.kms.KeyWrapper}, and no type is all of them.
 *
 * <p>What must not be here: an adapter, a network call, a credential.
 */
@NullMarked
package dev.sallyport.crypto.kms;

import org.jspecify.annotations.NullMarked;
