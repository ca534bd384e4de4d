package dev.sallyport.proxy.wire;

import static dev.sallyport.proxy.wire.OpenFailure.Reason.AUTH_FAILED;
import static dev.sallyport.proxy.wire.OpenFailure.Reason.PROTOCOL_FAILED;
import static dev.sallyport.proxy.wire.OpenFailure.Reason.UNREACHABLE;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// From the startup message to the first `ReadyForQuery`. Only SCRAM proves the password, and it proves the server
/// too: one that asks for the password in clear or as MD5 gets nothing, one that lets in without asking is refused.
final class LoginHandshake implements FrameDecoder.Listener {

    /// What the server says of its session after a login.
    record BackendKey(int processId, int secretKey) {}

    private static final int LONGEST_MESSAGE = 16 * 1024;
    private static final int MOST_MESSAGES = 200;

    private final Channel channel;
    private final Login login;
    private final Optional<X509Certificate> certificate;
    private final Executor workers;
    private final Promise<BackendKey> done = Promise.promise();

    private @Nullable ScramLogin scram;
    private boolean serverProved;
    private boolean authenticated;
    private BackendKey key = new BackendKey(0, 0);
    private int messages;

    LoginHandshake(Channel channel, Login login, Optional<X509Certificate> certificate, Executor workers) {
        this.channel = channel;
        this.login = login;
        this.certificate = certificate;
        this.workers = workers;
    }

    Promise<BackendKey> start() {
        send(out -> Frontend.startup(out, login));
        return done;
    }

    @Override
    public int longest(byte type) {
        return LONGEST_MESSAGE;
    }

    @Override
    public void frame(byte type, ByteBuf body) {
        if (++messages > MOST_MESSAGES) {
            throw new ProtocolViolation("too many messages before ready");
        }
        switch (type) {
            case 'R' -> authentication(body);
            case 'K' -> key = new BackendKey(Backend.integer(body), Backend.integer(body));
            case 'S' -> parameter(body);
            case 'N' -> {}
            case 'E' -> refused(Backend.error(body));
            case 'Z' -> ready();
            default -> throw new ProtocolViolation("unexpected message before ready");
        }
    }

    private void authentication(ByteBuf body) {
        switch (Backend.integer(body)) {
            case 0 -> authenticationOk();
            case 10 -> sasl(body);
            case 11 -> saslContinue(body.toString(StandardCharsets.UTF_8));
            case 12 -> saslFinal(body.toString(StandardCharsets.UTF_8));
            default -> fail(new OpenFailure(AUTH_FAILED, "server asks for a password in a form that is not SCRAM"));
        }
    }

    private void authenticationOk() {
        if (!serverProved) {
            throw new ProtocolViolation("login accepted without proof of the server");
        }
        authenticated = true;
    }

    private void sasl(ByteBuf body) {
        if (scram != null) {
            throw new ProtocolViolation("second SASL request");
        }
        Set<String> offered = new HashSet<>();
        for (String mechanism = Backend.text(body, 64); !mechanism.isEmpty(); mechanism = Backend.text(body, 64)) {
            offered.add(mechanism);
        }
        ScramLogin begun = ScramLogin.begin(login, offered, certificate);
        scram = begun;
        send(out -> Frontend.saslInitialResponse(out, begun.mechanism(), begun.clientFirst()));
    }

    private void saslContinue(String challenge) {
        ScramLogin begun = begun();
        begun.serverFirst(challenge);
        workers.execute(() -> {
            try {
                byte[] answer = begun.clientFinal();
                channel.eventLoop().execute(() -> send(out -> Frontend.saslResponse(out, answer)));
            } catch (RuntimeException e) {
                channel.eventLoop().execute(() -> broken(e));
            }
        });
    }

    private void saslFinal(String proof) {
        begun().serverFinal(proof);
        serverProved = true;
    }

    private ScramLogin begun() {
        if (scram == null) {
            throw new ProtocolViolation("SASL message without a request");
        }
        return scram;
    }

    private void parameter(ByteBuf body) {
        String name = Backend.text(body, 256);
        String value = Backend.text(body, LONGEST_MESSAGE);
        if (name.equals("client_encoding") && !value.equals("UTF8")) {
            throw new ProtocolViolation("client encoding is not UTF8");
        }
    }

    private void ready() {
        if (!authenticated) {
            throw new ProtocolViolation("ready before login");
        }
        done.tryComplete(key);
    }

    private void refused(ServerError error) {
        boolean login = error.in("28") || error.in("3D") || error.in("42501");
        fail(OpenFailure.ofServer(login ? AUTH_FAILED : UNREACHABLE, error.sqlState()));
    }

    @Override
    public void broken(Throwable cause) {
        fail(
                cause instanceof ProtocolViolation
                        ? new OpenFailure(PROTOCOL_FAILED, "login: " + cause.getMessage())
                        : new OpenFailure(
                                UNREACHABLE, "login: " + cause.getClass().getSimpleName()));
    }

    @Override
    public void closed() {
        fail(new OpenFailure(UNREACHABLE, "closed during login"));
    }

    private void fail(OpenFailure failure) {
        done.tryFail(failure);
        channel.close();
    }

    private void send(Consumer<ByteBuf> message) {
        ByteBuf out = channel.alloc().buffer(256);
        message.accept(out);
        channel.writeAndFlush(out);
    }
}
