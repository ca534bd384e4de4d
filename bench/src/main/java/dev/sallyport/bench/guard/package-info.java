/// What a statement costs in the SQL guard: the parser alone, its start and its memory.
///
/// What must not be here: anything that judges whether a figure is good enough; docs/performance.md says that.
@NullMarked
package dev.sallyport.bench.guard;

import org.jspecify.annotations.NullMarked;
