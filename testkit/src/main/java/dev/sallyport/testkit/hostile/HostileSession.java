package dev.sallyport.testkit.hostile;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// One connection: TLS, login and the first query, each of them correct until the misbehaviour's turn comes.
final class HostileSession {

    private static final int SSL_REQUEST = 80877103;
    private static final byte[] AUTHENTICATED = Wire.authentication(0, new byte[0]);

    private final Misbehaviour misbehaviour;
    private final Socket socket;
    private final SSLContext tls;
    private final Received received;

    HostileSession(Misbehaviour misbehaviour, Socket socket, SSLContext tls, Received received) {
        this.misbehaviour = misbehaviour;
        this.socket = socket;
        this.tls = tls;
        this.received = received;
    }

    void run() throws IOException, InterruptedException {
        var wire = encrypted(new Wire(socket, received));
        if (wire != null && login(wire)) {
            readyForQuery(wire);
            answerQuery(wire);
        }
    }

    /// The connection after TLS, or null when the session is over.
    private @Nullable Wire encrypted(Wire plain) throws IOException {
        var first = plain.startup();
        if (first.length != 4 || ByteBuffer.wrap(first).getInt() != SSL_REQUEST) {
            // A client that does not even ask for TLS is served in the clear: the test will see its password.
            return misbehaviour == Misbehaviour.REFUSES_TLS ? plain : null;
        }
        return switch (misbehaviour) {
            case REFUSES_TLS -> {
                plain.raw((byte) 'N');
                plain.startup();
                plain.raw(Wire.authentication(3, new byte[0]));
                listen(plain, true);
                yield null;
            }
            case PLAINTEXT_AFTER_S -> {
                var injected = new byte[1 + AUTHENTICATED.length];
                injected[0] = 'S';
                System.arraycopy(AUTHENTICATED, 0, injected, 1, AUTHENTICATED.length);
                plain.raw(injected);
                yield handshake();
            }
            case SILENT_AFTER_S -> {
                plain.raw((byte) 'S');
                listen(plain, false);
                yield null;
            }
            case ERROR_FOR_SSL_REQUEST -> {
                plain.send('E', Wire.fields("SFATAL", "C0A000", "Munsupported frontend protocol", ""));
                listen(plain, true);
                yield null;
            }
            default -> {
                plain.raw((byte) 'S');
                yield handshake();
            }
        };
    }

    private Wire handshake() throws IOException {
        var encrypted =
                (SSLSocket) tls.getSocketFactory().createSocket(socket, "127.0.0.1", socket.getLocalPort(), true);
        encrypted.setUseClientMode(false);
        encrypted.startHandshake();
        var wire = new Wire(encrypted, received);
        wire.startup();
        return wire;
    }

    /// Says whether the session goes on.
    private boolean login(Wire wire) throws IOException, InterruptedException {
        switch (misbehaviour) {
            case CLEARTEXT_PASSWORD -> {
                wire.raw(Wire.authentication(3, new byte[0]));
                listen(wire, true);
            }
            case MD5_PASSWORD -> {
                wire.raw(Wire.authentication(5, new byte[] {1, 2, 3, 4}));
                listen(wire, true);
            }
            case NO_AUTHENTICATION -> {
                wire.raw(AUTHENTICATED);
                return true;
            }
            case NEGATIVE_LENGTH -> lie(wire, -1);
            case ZERO_LENGTH -> lie(wire, 0);
            case HUGE_LENGTH -> {
                wire.head('R', Integer.MAX_VALUE);
                flood(wire, new byte[65_536]);
            }
            case ERROR_WITHOUT_SQLSTATE -> {
                wire.send('E', Wire.fields("SFATAL", "Mno code", ""));
                listen(wire, false);
            }
            case ERROR_WITHOUT_END -> {
                wire.send('E', "SFATAL\0Mno end".getBytes(StandardCharsets.US_ASCII));
                listen(wire, false);
            }
            case TRICKLE -> trickle(wire);
            default -> {
                return scram(wire);
            }
        }
        return false;
    }

    private boolean scram(Wire wire) throws IOException {
        wire.raw(Wire.authentication(10, Wire.fields("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "")));
        var initial = wire.message();
        int mechanismEnd = 0;
        while (initial.body()[mechanismEnd] != 0) {
            mechanismEnd++;
        }
        var clientFirst = new String(
                initial.body(), mechanismEnd + 5, initial.body().length - mechanismEnd - 5, StandardCharsets.UTF_8);
        var scram = new HostileScram(misbehaviour, clientFirst);
        wire.raw(Wire.authentication(11, scram.serverFirst().getBytes(StandardCharsets.UTF_8)));
        var clientFinal = new String(wire.message().body(), StandardCharsets.UTF_8);
        if (misbehaviour != Misbehaviour.SCRAM_WITHOUT_SIGNATURE) {
            wire.raw(Wire.authentication(12, scram.serverFinal(clientFinal).getBytes(StandardCharsets.UTF_8)));
        }
        wire.raw(AUTHENTICATED);
        return true;
    }

    private void readyForQuery(Wire wire) throws IOException {
        wire.raw(Wire.parameter("server_version", "18.4"));
        wire.raw(Wire.parameter("client_encoding", "UTF8"));
        wire.raw(Wire.parameter("standard_conforming_strings", "on"));
        wire.raw(Wire.parameter("integer_datetimes", "on"));
        wire.send('K', ByteBuffer.allocate(8).putInt(4711).putInt(815).array());
        switch (misbehaviour) {
            case NEVER_READY -> listen(wire, false);
            case ENDLESS_NOTICES -> flood(wire, notice());
            case ENDLESS_PARAMETERS -> flood(wire, Wire.parameter("application_name", "x".repeat(1000)));
            default -> wire.send('Z', new byte[] {'I'});
        }
    }

    private void answerQuery(Wire wire) throws IOException {
        // A query is complete with Sync, or with the simple protocol's Query.
        char type;
        do {
            type = wire.message().type();
        } while (type != 'S' && type != 'Q' && type != 'H');
        wire.raw(Wire.bytes('1', new byte[0]));
        HostileAnswers.send(misbehaviour, wire);
        listen(wire, false);
    }

    private void lie(Wire wire, int length) throws IOException {
        wire.head('R', length);
        listen(wire, false);
    }

    private static void trickle(Wire wire) throws IOException, InterruptedException {
        for (byte one : Wire.authentication(10, Wire.fields("SCRAM-SHA-256", ""))) {
            wire.raw(one);
            Thread.sleep(1000);
        }
        listenTo(wire);
    }

    /// Keeps what the client says until it goes away.
    private void listen(Wire wire, boolean askedForPassword) throws IOException {
        while (true) {
            if (wire.message().type() == 'p' && askedForPassword) {
                received.addPasswordAnswer();
            }
        }
    }

    private static void listenTo(Wire wire) throws IOException {
        while (true) {
            wire.message();
        }
    }

    static void flood(Wire wire, byte[] message) throws IOException {
        var many = new byte[message.length * Math.max(1, 65_536 / message.length)];
        for (int at = 0; at < many.length; at += message.length) {
            System.arraycopy(message, 0, many, at, message.length);
        }
        while (true) {
            wire.raw(Arrays.copyOf(many, many.length));
        }
    }

    static byte[] notice() {
        return Wire.bytes('N', Wire.fields("SNOTICE", "C00000", "M" + "notice ".repeat(100), ""));
    }
}
