package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/// Bytes over a socket: requests that no HTTP client would send.
final class RawCall {

    private static final int PATIENCE_MS = 10_000;

    private RawCall() {}

    /// The head of an outbound call; the test adds how long the body is.
    static String head(TestKey key, String... headers) {
        return "POST /api/v2/proxy/outbound HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nX-Api-Key: "
                + key.text().reveal(bytes -> new String(bytes, UTF_8)) + "\r\n" + String.join("\r\n", headers)
                + "\r\n\r\n";
    }

    /// Everything that comes back until the server ends the connection or says nothing more for a while.
    static String exchange(int port, byte[]... parts) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MS);
            for (byte[] part : parts) {
                try {
                    socket.getOutputStream().write(part);
                } catch (IOException e) {
                    break; // the server has answered and closed
                }
            }
            return answer(socket);
        }
    }

    private static String answer(Socket socket) throws IOException {
        StringBuilder answer = new StringBuilder();
        byte[] buffer = new byte[65_536];
        try {
            for (int read = socket.getInputStream().read(buffer);
                    read >= 0;
                    read = socket.getInputStream().read(buffer)) {
                answer.append(new String(buffer, 0, read, ISO_8859_1));
                socket.setSoTimeout(1500);
            }
        } catch (SocketTimeoutException e) {
            // a connection that is kept open
        } catch (IOException e) {
            // a connection that was reset behind its answer
        }
        return answer.toString();
    }

    /// A chunk of the chunked transfer coding.
    static byte[] chunk(int length) {
        byte[] head = (Integer.toHexString(length) + "\r\n").getBytes(ISO_8859_1);
        byte[] chunk = Arrays.copyOf(head, head.length + length + 2);
        Arrays.fill(chunk, head.length, head.length + length, (byte) ' ');
        chunk[chunk.length - 2] = '\r';
        chunk[chunk.length - 1] = '\n';
        return chunk;
    }
}
