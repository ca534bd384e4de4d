/// The anchor: the same point lookup over bare Vert.x HTTP and the Vert.x PG client, with JSON and nothing else: no
/// caller, no guard, no audit, no envelope.
@NullMarked
package dev.sallyport.bench.floor;

import org.jspecify.annotations.NullMarked;
