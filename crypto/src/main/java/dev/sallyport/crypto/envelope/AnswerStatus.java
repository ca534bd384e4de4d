package dev.sallyport.crypto.envelope;

/** Whether the plaintext is the operation's result or a problem document (RFC 9457). */
public enum AnswerStatus {
    RESULT(0),
    PROBLEM(1);

    private final int code;

    AnswerStatus(int code) {
        this.code = code;
    }

    /** The u8 of the transcript and the number in JSON. */
    public int code() {
        return code;
    }

    /** Throws {@link IllegalArgumentException} for any other number. */
    public static AnswerStatus of(long code) {
        if (code == 0) {
            return RESULT;
        }
        if (code == 1) {
            return PROBLEM;
        }
        throw new IllegalArgumentException("answer status is 0 or 1");
    }
}
