/**
 * The vault's management calls: tenants, credentials, integrations, API keys, emergency stops.
 *
 * <p>What must not be here: a call that returns a sealed value. There is none.
 */
@NullMarked
package dev.sallyport.sdk.vault;

import org.jspecify.annotations.NullMarked;
