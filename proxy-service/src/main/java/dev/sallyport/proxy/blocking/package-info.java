/// Threads for what blocks: the KMS, the resolver, key derivation, migrations. Event loops never do it.
///
/// What must not be here: what the threads do.
@NullMarked
package dev.sallyport.proxy.blocking;

import org.jspecify.annotations.NullMarked;
