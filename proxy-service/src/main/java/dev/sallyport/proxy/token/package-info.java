/// Random vaulted tokens: the value lies encrypted under the tenant's token key in the proxy's database, the token
/// says nothing of it.
///
/// A token and the row that carries it are kept together or not at all, across a crash too. What must not be here:
/// values in clear longer than one call.
@NullMarked
package dev.sallyport.proxy.token;

import org.jspecify.annotations.NullMarked;
