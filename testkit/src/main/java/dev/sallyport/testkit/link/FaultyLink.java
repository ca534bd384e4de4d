package dev.sallyport.testkit.link;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;

/// Takes connections on a free port of 127.0.0.1 and passes them on to a service, request by request as a plan of
/// faults says. Keeps every request. Thread-safe; one virtual thread per connection, [#close()] ends them all.
public final class FaultyLink implements AutoCloseable {
    private final URI service;
    private final ServerSocket server;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile IntFunction<Fault> plan = number -> Fault.NONE;
    private volatile int planned;

    private FaultyLink(URI service, ServerSocket server) {
        this.service = service;
        this.server = server;
    }

    /// A link to an HTTP service, without faults at first.
    public static FaultyLink to(URI service) {
        try {
            var link = new FaultyLink(service, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().name("faulty-link").start(link::accept);
            return link;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where clients connect.
    public URI address() {
        return URI.create("http://localhost:" + server.getLocalPort());
    }

    /// Every request from now on has this fault.
    public void always(Fault fault) {
        first(Integer.MAX_VALUE, fault);
    }

    /// The next `count` requests have this fault, and none after them.
    public synchronized void first(int count, Fault fault) {
        planned = 0;
        requests.clear();
        plan = number -> number < count ? fault : Fault.NONE;
    }

    /// The requests since the plan was made, as they came.
    public List<String> requests() {
        return List.copyOf(requests);
    }

    private synchronized Fault next(byte[] request) {
        requests.add(new String(request, ISO_8859_1));
        return plan.apply(planned++);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                var upstream = new Socket(service.getHost(), service.getPort())) {
            open.add(upstream);
            byte[] request = HttpBytes.read(client.getInputStream());
            while (request.length > 0) {
                var fault = next(request);
                if (fault.arrives()) {
                    upstream.getOutputStream().write(request);
                }
                var answer = fault.arrives() ? HttpBytes.read(upstream.getInputStream()) : new byte[0];
                if (!Damage.pass(client, answer, fault)) {
                    return;
                }
                request = HttpBytes.read(client.getInputStream());
            }
        } catch (IOException e) {
            // one of both has gone; so goes the other
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.removeIf(Socket::isClosed);
        }
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
}
