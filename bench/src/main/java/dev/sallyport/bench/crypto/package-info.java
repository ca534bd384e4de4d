/// What sealing and opening an envelope costs, per post-quantum backend.
@NullMarked
package dev.sallyport.bench.crypto;

import org.jspecify.annotations.NullMarked;
