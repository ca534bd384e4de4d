/**
 * Verifies and opens envelopes: every check of the format, in its order, before a byte of an answer is handed out.
 *
 * <p>What must not be here: a way to read an answer that was not verified.
 */
@NullMarked
package dev.sallyport.sdk.answer;

import org.jspecify.annotations.NullMarked;
