package dev.sallyport.proxy.wire;

import static dev.sallyport.proxy.wire.OpenFailure.Reason.TLS_FAILED;
import static dev.sallyport.proxy.wire.OpenFailure.Reason.UNREACHABLE;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// Opens connections on one event loop. Everything from dialling to ready happens within one bound of time.
public final class WireConnector {

    /// The start of a connection to an address for which the operator permits plaintext.
    private static final class PlainStart extends ChannelInboundHandlerAdapter {

        private final Promise<Optional<SslHandler>> ready;

        PlainStart(Promise<Optional<SslHandler>> ready) {
            this.ready = ready;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            ready.tryComplete(Optional.empty());
        }
    }

    /// Takes what nobody took, so that no certificate or address gets into the log of the network library.
    private static final class QuietEnd extends ChannelInboundHandlerAdapter {

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    private final EventLoop loop;
    private final Executor workers;
    private final Duration openWithin;

    /// @param workers runs the password's key derivation
    public WireConnector(EventLoop loop, Executor workers, Duration openWithin) {
        this.loop = loop;
        this.workers = workers;
        this.openWithin = openWithin;
    }

    public EventLoop loop() {
        return loop;
    }

    /// A connection that has logged in; fails with [OpenFailure] only. Futures complete on the event loop.
    public Future<WireConnection> open(Endpoint endpoint, Login login) {
        Promise<WireConnection> result = Promise.promise();
        loop.execute(() -> {
            Promise<Optional<SslHandler>> secured = Promise.promise();
            Channel channel = dial(endpoint, secured);
            var timer = loop.schedule(() -> giveUp(channel, result), openWithin.toMillis(), TimeUnit.MILLISECONDS);
            secured.future().compose(tls -> login(channel, login, tls)).onComplete(opened -> {
                timer.cancel(false);
                settle(channel, result, opened.succeeded() ? opened.result() : null, opened.cause());
            });
        });
        return result.future();
    }

    /// Asks the server to cancel what a session runs now, over a connection of its own; completes when it was sent
    /// or given up.
    public Future<Void> cancel(Endpoint endpoint, WireConnection connection) {
        Promise<Void> sent = Promise.promise();
        loop.execute(() -> {
            Promise<Optional<SslHandler>> secured = Promise.promise();
            Channel channel = dial(endpoint, secured);
            loop.schedule(() -> channel.close(), openWithin.toMillis(), TimeUnit.MILLISECONDS);
            channel.closeFuture().addListener(closed -> sent.tryComplete());
            secured.future().onComplete(tls -> {
                if (tls.failed()) {
                    channel.close();
                    return;
                }
                ByteBuf request = channel.alloc().buffer(16);
                Frontend.cancelRequest(request, connection.processId(), connection.secretKey());
                channel.writeAndFlush(request).addListener(written -> channel.close());
            });
        });
        return sent.future();
    }

    private Channel dial(Endpoint endpoint, Promise<Optional<SslHandler>> secured) {
        ChannelHandler first = endpoint.tls() == null
                ? new PlainStart(secured)
                : new TlsNegotiation(endpoint.tls(), endpoint.address(), secured);
        var dialled = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) openWithin.toMillis())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast("start", first).addLast("end", new QuietEnd());
                    }
                })
                .connect(endpoint.address());
        dialled.addListener(connected -> {
            if (!connected.isSuccess()) {
                secured.tryFail(new OpenFailure(
                        UNREACHABLE, "connect: " + connected.cause().getClass().getSimpleName()));
            }
        });
        return dialled.channel();
    }

    private Future<WireConnection> login(Channel channel, Login login, Optional<SslHandler> tls) {
        LoginHandshake handshake = new LoginHandshake(channel, login, tls.map(WireConnector::certificate), workers);
        FrameDecoder frames = new FrameDecoder(handshake);
        if (channel.pipeline().get("start") != null) {
            channel.pipeline().remove("start");
        }
        channel.pipeline().addBefore("end", "frames", frames);
        return handshake.start().future().map(key -> {
            WireConnection connection = new WireConnection(channel, key.processId(), key.secretKey());
            frames.switchTo(connection);
            return connection;
        });
    }

    private static X509Certificate certificate(SslHandler tls) {
        try {
            Certificate[] chain = tls.engine().getSession().getPeerCertificates();
            if (chain.length > 0 && chain[0] instanceof X509Certificate certificate) {
                return certificate;
            }
        } catch (SSLPeerUnverifiedException e) {
            throw new OpenFailure(TLS_FAILED, "no peer certificate");
        }
        throw new OpenFailure(TLS_FAILED, "no X.509 certificate");
    }

    private static void giveUp(Channel channel, Promise<WireConnection> result) {
        result.tryFail(new OpenFailure(UNREACHABLE, "not ready in time"));
        channel.close();
    }

    private static void settle(
            Channel channel,
            Promise<WireConnection> result,
            @Nullable WireConnection connection,
            @Nullable Throwable cause) {
        if (connection != null && result.tryComplete(connection)) {
            return;
        }
        channel.close();
        if (cause != null) {
            result.tryFail(
                    cause instanceof OpenFailure
                            ? cause
                            : new OpenFailure(UNREACHABLE, cause.getClass().getSimpleName()));
        }
    }
}
