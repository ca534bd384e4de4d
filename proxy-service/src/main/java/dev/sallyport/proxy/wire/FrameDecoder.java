package dev.sallyport.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import java.util.List;

/// Cuts the server's byte stream into messages and refuses a message by its announced length, before it is
/// buffered.
final class FrameDecoder extends ByteToMessageDecoder {

    /// Takes each message; `body` is valid during the call only.
    interface Listener {

        void frame(byte type, ByteBuf body);

        /// The most bytes that a message of this type may have now.
        int longest(byte type);

        void broken(Throwable cause);

        void closed();
    }

    private static final int HEADER = 5;

    private Listener listener;

    FrameDecoder(Listener listener) {
        this.listener = listener;
    }

    /// Hands the messages to another one from now on: first they are the login's, then the connection's.
    void switchTo(Listener next) {
        listener = next;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < HEADER) {
            return;
        }
        byte type = in.getByte(in.readerIndex());
        int length = in.getInt(in.readerIndex() + 1);
        if (length < 4 || length - 4 > listener.longest(type)) {
            throw new ProtocolViolation("message length out of bounds");
        }
        if (in.readableBytes() - 1 < length) {
            return;
        }
        ByteBuf body = in.slice(in.readerIndex() + HEADER, length - 4);
        in.skipBytes(1 + length);
        listener.frame(type, body);
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
