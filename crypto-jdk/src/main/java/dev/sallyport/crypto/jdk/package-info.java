/// The post-quantum port of `crypto` on the ML-KEM and ML-DSA that JDK 24 and newer bring.
///
/// What must not be here: any format knowledge: bytes of envelopes are decided in `crypto`; any framework.
@NullMarked
package dev.sallyport.crypto.jdk;

import org.jspecify.annotations.NullMarked;
