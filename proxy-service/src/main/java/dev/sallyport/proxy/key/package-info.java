/// The proxy's own keys: its identity key, the response signing keys, the keys that it trusts, and the tenants'
/// unsealing keys. Seeds
/// lie in the proxy's database wrapped by the KMS and are opened here for as long as one use takes.
///
/// What must not be here: credentials, and any seed in clear outside a `Secret`.
@NullMarked
package dev.sallyport.proxy.key;

import org.jspecify.annotations.NullMarked;
