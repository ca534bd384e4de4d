/// What the vault grants: who a key is, what an integration may do, which keys a tenant has. Fetched over HTTPS,
/// believed only
/// under the vault's signature, never older than what was seen before, cached while the change stream is alive.
///
/// Everything here fails closed: what cannot be fetched or does not verify is not granted. What must not be here:
/// credentials in
/// clear, databases of customers.
@NullMarked
package dev.sallyport.proxy.grant;

import org.jspecify.annotations.NullMarked;
