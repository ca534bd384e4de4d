package dev.sallyport.sdk.problem;

import org.jspecify.annotations.Nullable;

/**
 * Everything that this SDK throws about a call. Its kinds: {@link ProblemException} (a service said no),
 * {@link EnvelopeRefusedException} (an answer came that must not be believed), {@link UnreachableException} (no answer
 * came).
 */
public abstract class SallyportException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** For the kinds in this SDK. */
    protected SallyportException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
