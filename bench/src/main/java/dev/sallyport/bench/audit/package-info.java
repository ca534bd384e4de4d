/// The audit's figures: durable events per second, proofs on a large tree, a sequencer under steady load.
@NullMarked
package dev.sallyport.bench.audit;

import org.jspecify.annotations.NullMarked;
