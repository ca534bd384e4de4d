/// The vault as the proxy's client: HTTPS to pinned certificates, a service token with every call. The proxy makes
/// unsealing keys and tries credentials; the vault can do neither.
///
/// What must not be here: trust in an answer without its signature.
@NullMarked
package dev.sallyport.vault.proxylink;

import org.jspecify.annotations.NullMarked;
