/**
 * The client's own keys, and the signing keys of the service that it believes: those that the pinned root key delegated.
 *
 * <p>What must not be here: a key that came inside an answer, and any way to send the client's seed anywhere.
 */
@NullMarked
package dev.sallyport.sdk.keys;

import org.jspecify.annotations.NullMarked;
