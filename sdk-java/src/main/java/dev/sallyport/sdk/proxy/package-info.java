/**
 * The proxy's operations with typed results. Every result was verified and opened by {@code dev.sallyport.sdk.answer}.
 *
 * <p>What must not be here: a second way to read an answer.
 */
@NullMarked
package dev.sallyport.sdk.proxy;

import org.jspecify.annotations.NullMarked;
