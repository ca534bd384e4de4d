/**
 * Signed tree heads: what a log says it is, at a moment, and what witnesses say they saw.
 *
 * <p>What must not be here: storage, the network, and any key that did not come from the caller.
 */
@NullMarked
package dev.sallyport.crypto.audit.head;

import org.jspecify.annotations.NullMarked;
