/**
 * One HTTP call, tried again where that is harmless: timeouts, a limit on what is read, backoff with jitter.
 *
 * <p>Not exported by the module. What must not be here: what a call means, and any log of a body or header.
 */
@NullMarked
package dev.sallyport.sdk.http;

import org.jspecify.annotations.NullMarked;
