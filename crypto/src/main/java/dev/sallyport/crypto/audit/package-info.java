/**
 * What an audit event is, byte for byte, and the leaf that it becomes in the verifiable log.
 *
 * <p>An event says who did what, what was decided and how it ended. It never holds SQL text, parameters, rows or
 * secrets: statements appear as fingerprints, parameters as salted digests, and what names a person (the person, the
 * address) only as salted commitments. Salt and clear text are kept apart in a {@link Disclosure}, so that erasing them
 * leaves every proof standing.
 *
 * <p>What must not be here: storage, the network, or any text that a caller chose and that is not length-prefixed.
 */
@NullMarked
package dev.sallyport.crypto.audit;

import org.jspecify.annotations.NullMarked;
