/**
 * Secrets that are lent, closed and zeroed. Searching for {@code reveal(} finds every place that sees secret bytes.
 *
 * <p>What must not be here: any way to print, compare with {@code equals}, serialize or hash a secret.
 */
@NullMarked
package dev.sallyport.crypto.secret;

import org.jspecify.annotations.NullMarked;
