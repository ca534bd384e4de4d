package dev.sallyport.sdk.problem;

import org.jspecify.annotations.Nullable;

/**
 * No usable answer came in time, after every attempt that was allowed. Whether the call had an effect is unknown; a
 * later call with the same idempotency key has it at most once.
 */
public final class UnreachableException extends SallyportException {

    private static final long serialVersionUID = 1L;

    /** A failure after {@code attempts}; {@code what} names the call, never a secret. */
    public UnreachableException(String what, int attempts, @Nullable Throwable cause) {
        super(what + " got no answer in " + attempts + (attempts == 1 ? " attempt" : " attempts"), cause);
    }
}
