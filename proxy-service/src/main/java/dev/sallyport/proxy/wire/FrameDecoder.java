package dev.sallyport.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import java.util.List;

/// Cuts the server's byte stream into messages. A message that is longer than its listener takes is never buffered: its
/// announced length either ends the connection, or its bytes are dropped as they arrive.
final class FrameDecoder extends ByteToMessageDecoder {

    /// Takes each message; `body` is valid during the call only.
    interface Listener {

        void frame(byte type, ByteBuf body);

        /// The most bytes that a message of this type may have now.
        int longest(byte type);

        /// A message of more bytes than [#longest] is announced: throws where the connection must end, else it is
        /// skipped.
        default void tooLong(byte type, int bytes) {
            throw new ProtocolViolation("message length out of bounds");
        }

        /// The beginning of a message that is skipped, at most [#START] bytes; valid during the call only.
        default void beginning(byte type, ByteBuf start) {}

        void broken(Throwable cause);

        void closed();
    }

    /// Where an error says its state and its text.
    static final int START = 4096;

    private static final int HEADER = 5;

    private Listener listener;
    private byte skipped;
    private boolean begun;
    private int toSkip;

    FrameDecoder(Listener listener) {
        this.listener = listener;
    }

    /// Hands the messages to another one from now on: first they are the login's, then the connection's.
    void switchTo(Listener next) {
        listener = next;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (toSkip > 0) {
            skip(in);
            return;
        }
        if (in.readableBytes() < HEADER) {
            return;
        }
        byte type = in.getByte(in.readerIndex());
        int length = in.getInt(in.readerIndex() + 1);
        if (length < 4) {
            throw new ProtocolViolation("message length out of bounds");
        }
        if (length - 4 > listener.longest(type)) {
            listener.tooLong(type, length - 4);
            in.skipBytes(HEADER);
            skipped = type;
            begun = false;
            toSkip = length - 4;
            return;
        }
        if (in.readableBytes() - 1 < length) {
            return;
        }
        ByteBuf body = in.slice(in.readerIndex() + HEADER, length - 4);
        in.skipBytes(1 + length);
        listener.frame(type, body);
    }

    private void skip(ByteBuf in) {
        if (!begun) {
            int start = Math.min(toSkip, START);
            if (in.readableBytes() < start) {
                return;
            }
            begun = true;
            listener.beginning(skipped, in.slice(in.readerIndex(), start));
        }
        int here = Math.min(toSkip, in.readableBytes());
        in.skipBytes(here);
        toSkip -= here;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        super.channelInactive(context);
        listener.closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable known = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        listener.broken(known);
        context.close();
    }
}
