package dev.sallyport.proxy.value;

import dev.sallyport.proxy.wire.RowSink;

/// An answer grew past its limit of bytes; nothing of it leaves.
public final class AnswerTooLarge extends RowSink.Refused {

    private static final long serialVersionUID = 1;

    public AnswerTooLarge() {
        super("answer exceeds its limit of bytes");
    }
}
