/// The hop to the vault: where it is, what proves who it is, and the HTTPS client for it.
///
/// What must not be here: what the two services say to each other.
@NullMarked
package dev.sallyport.proxy.peer;

import org.jspecify.annotations.NullMarked;
