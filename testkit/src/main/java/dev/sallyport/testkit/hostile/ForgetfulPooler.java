package dev.sallyport.testkit.hostile;

import dev.sallyport.testkit.postgres.TestCa;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A connection pooler before a real PostgreSQL server, on a free port of 127.0.0.1: TLS to the client, clear text to
/// the server, every byte as it is but for its [Habit]. Thread-safe; two virtual threads per connection.
public final class ForgetfulPooler implements AutoCloseable {

    /// What it does not keep of a session, as poolers of the field do.
    public enum Habit {
        /// Hands on everything.
        NONE(Set.of(), false),
        /// Takes the startup parameter and does not hold it.
        FORGETS_READ_ONLY(Set.of("default_transaction_read_only"), false),
        FORGETS_TIME_LIMIT(Set.of("statement_timeout"), false),
        FORGETS_BOTH(Set.of("default_transaction_read_only", "statement_timeout"), false),
        /// Gives the client a process number of its own making, as who shares servers among clients does.
        HIDES_THE_SERVER_PROCESS(Set.of(), true);

        private final Set<String> forgotten;
        private final boolean ownProcess;

        Habit(Set<String> forgotten, boolean ownProcess) {
            this.forgotten = forgotten;
            this.ownProcess = ownProcess;
        }
    }

    private static final int LONGEST_STARTUP = 10_000;

    private final Habit habit;
    private final int serverPort;
    private final ServerSocket door;
    private final SSLContext tls;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<ByteArrayOutputStream> said = new CopyOnWriteArrayList<>();

    private ForgetfulPooler(Habit habit, int serverPort, ServerSocket door, SSLContext tls) {
        this.habit = habit;
        this.serverPort = serverPort;
        this.door = door;
        this.tls = tls;
    }

    /// Starts a pooler whose certificate, for localhost and 127.0.0.1, is signed by this CA, before the server on a
    /// port of 127.0.0.1.
    public static ForgetfulPooler start(Habit habit, int serverPort, TestCa ca) {
        try {
            var door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            var pooler = new ForgetfulPooler(habit, serverPort, door, ServerContext.signedBy(ca));
            Thread.ofVirtual().name("pooler-" + habit).start(pooler::accept);
            return pooler;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return door.getLocalPort();
    }

    /// All that clients said, one text per connection in the order of their logins, as ISO 8859-1.
    public List<String> conversations() {
        return said.stream()
                .map(bytes -> bytes.toString(StandardCharsets.ISO_8859_1))
                .toList();
    }

    @Override
    public void close() {
        try {
            door.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                var client = door.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException _) {
                // the pooler was closed; the loop looks again
            }
        }
    }

    private void serve(Socket plain) {
        try (plain;
                var client = encrypted(plain);
                var server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
            open.add(server);
            var heard = new ByteArrayOutputStream();
            said.add(heard);
            startup(new DataInputStream(client.getInputStream()), server.getOutputStream(), heard);
            Thread.ofVirtual().start(() -> copy(client, server, heard));
            answers(new DataInputStream(server.getInputStream()), client.getOutputStream());
            open.remove(server);
        } catch (IOException _) {
            // one side went away
        } finally {
            open.remove(plain);
        }
    }

    private SSLSocket encrypted(Socket plain) throws IOException {
        new DataInputStream(plain.getInputStream()).readNBytes(8);
        plain.getOutputStream().write('S');
        var client = (SSLSocket) tls.getSocketFactory().createSocket(plain, "127.0.0.1", plain.getLocalPort(), true);
        client.setUseClientMode(false);
        client.startHandshake();
        return client;
    }

    /// Hands the startup message on without what is forgotten; a cancel request has no parameters.
    private void startup(DataInputStream client, OutputStream server, ByteArrayOutputStream heard) throws IOException {
        int length = client.readInt();
        if (length < 8 || length > LONGEST_STARTUP) {
            throw new EOFException("no startup message");
        }
        byte[] body = client.readNBytes(length - 4);
        heard.writeBytes(body);
        var kept = new ByteArrayOutputStream();
        kept.write(body, 0, 4);
        var fields = new String(body, 4, body.length - 4, StandardCharsets.UTF_8).split("\0", -1);
        for (int i = 0; length > 16 && i + 1 < fields.length && !fields[i].isEmpty(); i += 2) {
            if (!habit.forgotten.contains(fields[i])) {
                kept.writeBytes(Wire.fields(fields[i], fields[i + 1]));
            }
        }
        if (length > 16) {
            kept.write(0);
        } else {
            kept.write(body, 4, body.length - 4);
        }
        server.write(ByteBuffer.allocate(4).putInt(kept.size() + 4).array());
        server.write(kept.toByteArray());
    }

    private void answers(DataInputStream server, OutputStream client) throws IOException {
        while (true) {
            char type = (char) server.readUnsignedByte();
            byte[] body = server.readNBytes(server.readInt() - 4);
            if (type == 'K' && habit.ownProcess) {
                body[3] ^= 1;
            }
            client.write(Wire.bytes(type, body));
        }
    }

    private static void copy(Socket from, Socket to, ByteArrayOutputStream also) {
        var buffer = new byte[65_536];
        try (to) {
            for (int read = from.getInputStream().read(buffer);
                    read > 0;
                    read = from.getInputStream().read(buffer)) {
                also.write(buffer, 0, read);
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException _) {
            // one side went away
        }
    }
}
