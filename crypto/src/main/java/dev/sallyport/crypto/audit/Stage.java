package dev.sallyport.crypto.audit;

import org.jspecify.annotations.Nullable;

/** How far the call had come when the record was made. */
public sealed interface Stage {
    /** Before the effect: what is about to be done. */
    record Intended() implements Stage {}

    /**
     * Before the answer leaves: how it ended.
     *
     * @param keys the keys of the envelope that carries the answer; null where it is no envelope
     */
    record Concluded(
            Outcome outcome, Timings timings, @Nullable EnvelopeKeys keys) implements Stage {}
}
