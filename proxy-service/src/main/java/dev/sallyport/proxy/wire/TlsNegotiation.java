package dev.sallyport.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Promise;
import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/// Asks the server for TLS and completes when the handshake has verified certificate and name.
///
/// The answer must be the single byte `S` and nothing behind it: bytes that came in clear would otherwise be read
/// as if they had come through TLS (CVE-2021-23222).
final class TlsNegotiation extends SimpleChannelInboundHandler<ByteBuf> {

    private final SSLContext context;
    private final InetSocketAddress address;
    private final Promise<Optional<SslHandler>> done;

    TlsNegotiation(SSLContext context, InetSocketAddress address, Promise<Optional<SslHandler>> done) {
        this.context = context;
        this.address = address;
        this.done = done;
    }

    @Override
    public void channelActive(ChannelHandlerContext channel) {
        ByteBuf request = channel.alloc().buffer(8);
        Frontend.sslRequest(request);
        channel.writeAndFlush(request);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext channel, ByteBuf answer) {
        boolean agreed = answer.readableBytes() == 1 && answer.getByte(answer.readerIndex()) == 'S';
        if (!agreed) {
            refuse(channel, "server offers no TLS, or sent bytes before it");
            return;
        }
        SslHandler tls = new SslHandler(engine());
        tls.setHandshakeTimeoutMillis(0);
        channel.pipeline().replace(this, "tls", tls);
        tls.handshakeFuture().addListener(result -> {
            if (result.isSuccess()) {
                done.tryComplete(Optional.of(tls));
            } else {
                done.tryFail(failure("handshake: " + result.cause().getClass().getSimpleName()));
                channel.close();
            }
        });
    }

    private SSLEngine engine() {
        SSLEngine engine = context.createSSLEngine(address.getHostString(), address.getPort());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        engine.setSSLParameters(parameters);
        return engine;
    }

    @Override
    public void channelInactive(ChannelHandlerContext channel) {
        done.tryFail(failure("closed before TLS"));
        channel.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
        refuse(channel, cause.getClass().getSimpleName());
    }

    private void refuse(ChannelHandlerContext channel, String why) {
        done.tryFail(failure(why));
        channel.close();
    }

    private static OpenFailure failure(String why) {
        return new OpenFailure(OpenFailure.Reason.TLS_FAILED, why);
    }
}
