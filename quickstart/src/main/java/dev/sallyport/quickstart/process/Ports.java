package dev.sallyport.quickstart.process;

import dev.sallyport.quickstart.cli.CliFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/// TCP ports of the loopback interface.
public final class Ports {

    private static final int MAX_DRAWS = 100;

    private final Set<Integer> given = new HashSet<>();

    /// `wanted` where it is free, any free one for 0. Never gives the same port twice.
    ///
    /// @param what for the message, where it is taken
    public synchronized int claim(int wanted, String what) throws IOException {
        if (wanted != 0) {
            if (!isFree(wanted) || !given.add(wanted)) {
                throw CliFailure.unavailable("port " + wanted + " for the " + what
                        + " is in use by another program; stop it or choose another port");
            }
            return wanted;
        }
        for (int draw = 0; draw < MAX_DRAWS; draw++) {
            int free = anyFree();
            if (given.add(free)) {
                return free;
            }
        }
        throw CliFailure.unavailable("no free port for the " + what);
    }

    private static boolean isFree(int port) {
        return bindsTo(port, InetAddress.getLoopbackAddress()) && bindsTo(port, null);
    }

    private static boolean bindsTo(int port, @org.jspecify.annotations.Nullable InetAddress address) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int anyFree() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
