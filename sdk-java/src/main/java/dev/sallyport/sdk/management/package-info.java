/**
 * How calls of the vault's management API travel; for the SDK itself.
 *
 * <p>What must not be here: what a call means.
 */
@NullMarked
package dev.sallyport.sdk.management;

import org.jspecify.annotations.NullMarked;
