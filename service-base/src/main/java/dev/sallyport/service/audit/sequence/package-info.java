/// Gives durable events their place in the log: one sequencer per database appends leaves to the Merkle tree, signs
/// tree heads and shows them to witnesses.
///
/// What must not be here: anything that a caller waits for, and any way to take a leaf back.
@NullMarked
package dev.sallyport.service.audit.sequence;

import org.jspecify.annotations.NullMarked;
