/// The bytes of envelopes and sealed credentials: formats, algorithms, secrets that are lent and zeroed, and the
/// ports to key management and post-quantum backends.
///
/// What must not be here: any framework (Quarkus, CDI, Vert.x, Jackson, AWS SDK), any network, any file, any clock of
/// its own; any type that needs more than Java 17.
@NullMarked
package dev.sallyport.crypto;

import org.jspecify.annotations.NullMarked;
