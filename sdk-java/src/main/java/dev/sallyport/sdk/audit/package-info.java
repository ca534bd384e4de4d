/**
 * The audit log from outside: proofs of one answer's event, exports, and their offline verification.
 *
 * <p>What must not be here: trust in a key that an export or a service offers without the pinned root key's word.
 */
@NullMarked
package dev.sallyport.sdk.audit;

import org.jspecify.annotations.NullMarked;
