/// What a tenant's DSN may say and where it may lead. The vault checks it when it seals, the proxy again before it
/// dials: a DSN is hostile input, its grammar is ours and not a driver's, and every key that could load a file, a
/// class or a socket is refused by name.
///
/// What must not be here: a connection, name resolution, a password outside a
/// [dev.sallyport.crypto.secret.Secret].
@NullMarked
package dev.sallyport.service.dsn;

import org.jspecify.annotations.NullMarked;
