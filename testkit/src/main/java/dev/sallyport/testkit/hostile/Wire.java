package dev.sallyport.testkit.hostile;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Messages of the PostgreSQL protocol, version 3, as the server sends and reads them.
///
/// Source: PostgreSQL documentation, "Message Formats".
final class Wire {

    private static final int MAX_CLIENT_MESSAGE = 1 << 20;

    private final DataInputStream in;
    private final OutputStream out;
    private final Received received;

    Wire(Socket socket, Received received) throws IOException {
        this(socket.getInputStream(), socket.getOutputStream(), received);
    }

    private Wire(InputStream in, OutputStream out, Received received) {
        this.in = new DataInputStream(in);
        this.out = out;
        this.received = received;
    }

    /// A message of the client.
    record Message(char type, byte[] body) {}

    /// The startup message or SSLRequest, which have no type.
    byte[] startup() throws IOException {
        return body(in.readInt());
    }

    Message message() throws IOException {
        char type = (char) in.readUnsignedByte();
        received.add(new byte[] {(byte) type});
        return new Message(type, body(in.readInt()));
    }

    private byte[] body(int length) throws IOException {
        if (length < 4 || length > MAX_CLIENT_MESSAGE) {
            throw new EOFException("the client sent no PostgreSQL message");
        }
        var body = in.readNBytes(length - 4);
        received.add(body);
        if (body.length < length - 4) {
            throw new EOFException("the client went away");
        }
        return body;
    }

    void raw(byte... bytes) throws IOException {
        out.write(bytes);
        out.flush();
        received.addSent(bytes.length);
    }

    void send(char type, byte[] body) throws IOException {
        raw(bytes(type, body));
    }

    /// A head that promises a length of its own choice.
    void head(char type, int length) throws IOException {
        raw(ByteBuffer.allocate(5).put((byte) type).putInt(length).array());
    }

    static byte[] bytes(char type, byte[] body) {
        return ByteBuffer.allocate(5 + body.length)
                .put((byte) type)
                .putInt(4 + body.length)
                .put(body)
                .array();
    }

    /// An authentication request with its code.
    static byte[] authentication(int code, byte[] rest) {
        return bytes(
                'R', ByteBuffer.allocate(4 + rest.length).putInt(code).put(rest).array());
    }

    static byte[] parameter(String name, String value) {
        return bytes('S', fields(name, value));
    }

    /// Texts that each end with a zero byte.
    static byte[] fields(String... texts) {
        var body = new ByteArrayOutputStream();
        for (String text : texts) {
            body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            body.write(0);
        }
        return body.toByteArray();
    }
}
