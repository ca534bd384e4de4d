package dev.sallyport.proxy.idempotency;

import io.vertx.core.Future;

/// Where claims and finished answers are kept.
public interface CallStore {

    /// What is known of a call.
    sealed interface Known {

        /// It is ours to run; nobody else may.
        record Claimed() implements Known {}

        /// Somebody runs it, or ran it and crashed.
        record Running() implements Known {}

        /// It was answered.
        record Answered(byte[] envelope) implements Known {}

        /// The key belongs to another request.
        record Conflict() implements Known {}
    }

    /// Claims the call, durably, before its effect.
    Future<Known> claim(IdempotentCall call);

    /// Looks again.
    Future<Known> look(IdempotentCall call);

    /// Keeps the answer.
    Future<Void> finish(IdempotentCall call, byte[] envelope);

    /// Gives the claim back, for a call that had no effect and no answer to keep.
    Future<Void> release(IdempotentCall call);
}
