package dev.sallyport.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One kept-alive connection with one request at a time. Not blocking after it is open; used by one thread.
final class Connection {

    private static final int LARGEST_ANSWER = 1 << 16;

    final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocateDirect(LARGEST_ANSWER);
    private final byte[] read = new byte[LARGEST_ANSWER];
    private int filled;
    private int bodyAt;
    private int ends;
    Traffic.@Nullable Request sent;
    long sinceNanos;

    private Connection(SocketChannel channel) {
        this.channel = channel;
    }

    static Connection open(int port) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress("localhost", port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        return new Connection(channel);
    }

    /// @param since from when on the answer's latency counts
    void send(Traffic.Request request, long since) throws IOException {
        sent = request;
        sinceNanos = since;
        filled = 0;
        ends = 0;
        ByteBuffer out = ByteBuffer.wrap(request.bytes());
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    /// Takes what has come; true once the answer is whole.
    boolean receive() throws IOException {
        in.clear();
        int count = channel.read(in);
        if (count < 0) {
            throw new EOFException("the server closed the connection");
        }
        in.flip();
        in.get(read, filled, count);
        filled += count;
        if (ends == 0) {
            readHead();
        }
        return ends > 0 && filled >= ends;
    }

    byte[] body() {
        return Arrays.copyOfRange(read, bodyAt, ends);
    }

    private void readHead() throws IOException {
        for (int i = 3; i < filled; i++) {
            if (read[i] == '\n' && read[i - 1] == '\r' && read[i - 2] == '\n') {
                String head = new String(read, 0, i + 1, ISO_8859_1);
                if (!head.startsWith("HTTP/1.1 200 ")) {
                    throw new IOException("unexpected answer: " + new String(read, 0, filled, ISO_8859_1));
                }
                bodyAt = i + 1;
                ends = bodyAt + length(head);
                return;
            }
        }
    }

    private static int length(String head) throws IOException {
        String name = "\r\ncontent-length: ";
        int at = head.toLowerCase(Locale.ROOT).indexOf(name);
        if (at < 0) {
            throw new IOException("an answer without a length: " + head);
        }
        return Integer.parseInt(
                head.substring(at + name.length(), head.indexOf("\r\n", at + 2)).strip());
    }
}
