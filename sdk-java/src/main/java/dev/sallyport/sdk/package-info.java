/**
 * What callers use: verifies and opens envelopes, and a typed client for both services. Runs on Java 17.
 *
 * <p>Start at {@link dev.sallyport.sdk.SallyportClient}. What must not be here: any framework, any credential of a
 * database, any way to open what was not verified.
 */
@NullMarked
package dev.sallyport.sdk;

import org.jspecify.annotations.NullMarked;
