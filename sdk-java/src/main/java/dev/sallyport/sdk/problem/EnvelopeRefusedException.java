package dev.sallyport.sdk.problem;

import org.jspecify.annotations.Nullable;

/**
 * An answer came that this client does not believe: altered, of another tenant, request or time, or signed by a key that
 * the pinned root key did not delegate. Nothing of it was handed out. Never show the reason to a remote party.
 */
public final class EnvelopeRefusedException extends SallyportException {

    private static final long serialVersionUID = 1L;

    /** A refusal for {@code reason}, which is for the caller's own log. */
    public EnvelopeRefusedException(String reason, @Nullable Throwable cause) {
        super("the answer was refused: " + reason, cause);
    }
}
