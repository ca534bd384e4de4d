package dev.sallyport.testkit.hostile;

import dev.sallyport.testkit.postgres.TestCa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/// A hostile PostgreSQL server on a free port of 127.0.0.1. Every connection gets the same [Misbehaviour]. It knows the
/// user's password, as the owner of a database does, and keeps every byte that clients send. Thread-safe.
///
/// One virtual thread per connection; [#close()] ends them all.
public final class HostilePostgres implements AutoCloseable {

    /// A client that is asked to log in must use this password; a test then looks for it in what was received.
    public static final String LOGIN = "hostile-canary-5b1c7d0e93a24f68";

    private static final int MAX_SESSION_SECONDS = 120;

    private final Misbehaviour misbehaviour;
    private final ServerSocket server;
    private final SSLContext tls;
    private final Received received = new Received();
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private HostilePostgres(Misbehaviour misbehaviour, ServerSocket server, SSLContext tls) {
        this.misbehaviour = misbehaviour;
        this.server = server;
        this.tls = tls;
    }

    /// Starts a server whose certificate, for localhost and 127.0.0.1, is signed by this CA.
    public static HostilePostgres start(Misbehaviour misbehaviour, TestCa ca) {
        try {
            var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            var hostile = new HostilePostgres(misbehaviour, server, ServerContext.signedBy(ca));
            Thread.ofVirtual().name("hostile-" + misbehaviour).start(hostile::accept);
            return hostile;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    /// How many connections were accepted.
    public int connections() {
        return connections.get();
    }

    /// How many of them are still open on this side.
    public int openConnections() {
        return open.size();
    }

    /// Whether the password arrived in any message, inside TLS or in the clear, or a hash of it as MD5.
    public boolean passwordWasSent() {
        return received.contains(LOGIN.getBytes(StandardCharsets.UTF_8)) || received.answersToPasswordRequests() > 0;
    }

    /// Whether a client went as far as to prove its password by SCRAM (the proof does not give it away).
    public boolean proofWasSent() {
        return received.contains(",p=".getBytes(StandardCharsets.US_ASCII));
    }

    /// How many bytes all clients took from it, but for what lies in the buffers of sockets.
    public long sentBytes() {
        return received.sent();
    }

    /// Everything that was received, outside and inside TLS, of all connections; at most the first megabyte.
    public byte[] received() {
        return received.bytes();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                // the server was closed; the loop looks again
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(MAX_SESSION_SECONDS * 1000);
            new HostileSession(misbehaviour, socket, tls, received).run();
        } catch (IOException | InterruptedException _) {
            // the client went away, which is what a good one does
        } finally {
            open.remove(socket);
        }
    }
}
