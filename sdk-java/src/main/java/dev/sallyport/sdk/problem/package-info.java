/**
 * What a caller learns when a call did not work: one typed problem, with a code that never changes and what to do about it.
 *
 * <p>What must not be here: any text of a host, user, DSN, statement parameter or row.
 */
@NullMarked
package dev.sallyport.sdk.problem;

import org.jspecify.annotations.NullMarked;
