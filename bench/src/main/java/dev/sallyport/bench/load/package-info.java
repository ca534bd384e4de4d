/// A load generator that costs little: HTTP/1.1 over a fixed number of connections from one thread, closed loop or open
/// loop, and the processor time that its targets use meanwhile (from /proc, so Linux alone).
@NullMarked
package dev.sallyport.bench.load;

import org.jspecify.annotations.NullMarked;
