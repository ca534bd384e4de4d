/// What proxies call: grants, the change stream, usage. TLS and a valid service token, or nothing.
///
/// What must not be here: a route for people or for API keys.
@NullMarked
package dev.sallyport.vault.hop;

import org.jspecify.annotations.NullMarked;
