/// Our PostgreSQL client beside the Vert.x one, and the pipelined lane beside the exclusive one: the same statements on
/// the same server, taking turns in one run.
@NullMarked
package dev.sallyport.bench.wire;

import org.jspecify.annotations.NullMarked;
