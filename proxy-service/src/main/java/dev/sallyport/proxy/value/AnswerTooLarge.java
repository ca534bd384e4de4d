package dev.sallyport.proxy.value;

/// An answer grew past its limit of bytes; nothing of it leaves.
public final class AnswerTooLarge extends RuntimeException {

    private static final long serialVersionUID = 1;

    public AnswerTooLarge() {
        super("answer exceeds its limit of bytes", null, false, false);
    }
}
