package dev.sallyport.proxy.wire;

import io.netty.buffer.ByteBuf;

/// Takes the rows of a running statement on the connection's event loop.
@FunctionalInterface
public interface RowSink {

    /// A sink for statements whose rows nobody reads.
    RowSink NONE = (row, columns) -> {};

    /// Thrown by a sink that takes no more: the connection is closed and the statement fails with this.
    abstract class Refused extends RuntimeException {

        private static final long serialVersionUID = 1;

        protected Refused(String text) {
            super(text, null, false, false);
        }
    }

    /// One `DataRow` behind its column count: per column a signed 32-bit length (-1 is NULL) and that many bytes of
    /// text form. The buffer is valid during the call only. Lengths are not yet checked against the buffer.
    ///
    /// @throws Refused to stop
    void row(ByteBuf row, int columns);

    /// A row is longer than the statement's bound. A sink that returns lets it be skipped and gets the rows behind it.
    ///
    /// @throws Refused to stop
    default void tooLong() {
        throw new ProtocolViolation("row longer than its bound");
    }
}
