/// The keys that the vault holds or publishes: its own sealing key, the root's and the proxy's public keys, the
/// response signing keys with their delegations. All of it comes from one file that the key ceremony writes.
///
/// What must not be here: a private key of anybody else.
@NullMarked
package dev.sallyport.vault.keyring;

import org.jspecify.annotations.NullMarked;
