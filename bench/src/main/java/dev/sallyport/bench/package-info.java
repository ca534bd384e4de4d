/// JMH benchmarks, and the anchor programs that their numbers are compared with.
///
/// What must not be here: anything that another module depends on.
@NullMarked
package dev.sallyport.bench;

import org.jspecify.annotations.NullMarked;
