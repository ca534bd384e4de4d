package dev.sallyport.crypto.envelope;

/**
 * The one failure of reading, verifying and opening an envelope. The message is always the same; the step is for the
 * log of the process that refused, never for a remote party.
 */
public final class EnvelopeRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Where it was refused: the steps a to e of the format. */
    public enum Step {
        PARSE,
        KEYS,
        BINDING,
        SIGNATURES,
        DECRYPT
    }

    private final Step step;

    EnvelopeRefused(Step step) {
        super("envelope refused");
        this.step = step;
    }

    public Step step() {
        return step;
    }
}
