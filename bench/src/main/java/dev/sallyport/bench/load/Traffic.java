package dev.sallyport.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/// Makes the requests of one side: a point lookup of a row drawn at random, under a nonce of its own.
public final class Traffic {

    private static final int NONCE_BYTES = 32;

    private final byte[] beforeNonce;
    private final String bodyBefore;
    private final int rows;
    private final String path;

    /// A request.
    ///
    /// @param bytes all of it
    /// @param body what its digest is made of
    /// @param row which row it asks for
    public record Request(byte[] bytes, byte[] nonce, byte[] body, int row) {}

    /// @param authorization header lines of the caller, each with its CRLF, or none
    /// @param body a query up to its parameter's value, which `]}}` ends
    /// @param rows drawn from 1 up to it
    public Traffic(int port, String path, String authorization, String body, int rows) {
        this.path = path;
        this.beforeNonce = ("POST " + path + " HTTP/1.1\r\nHost: localhost:" + port
                        + "\r\nContent-Type: application/json\r\n" + authorization + "X-Request-Nonce: ")
                .getBytes(US_ASCII);
        this.bodyBefore = body;
        this.rows = rows;
    }

    public String path() {
        return path;
    }

    Request next() {
        var random = ThreadLocalRandom.current();
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        int row = 1 + random.nextInt(rows);
        byte[] body = (bodyBefore + row + "]}}").getBytes(UTF_8);
        byte[] encoded = Base64.getEncoder().encode(nonce);
        byte[] length = ("\r\nContent-Length: " + body.length + "\r\n\r\n").getBytes(US_ASCII);
        byte[] bytes = new byte[beforeNonce.length + encoded.length + length.length + body.length];
        int at = 0;
        for (byte[] part : new byte[][] {beforeNonce, encoded, length, body}) {
            System.arraycopy(part, 0, bytes, at, part.length);
            at += part.length;
        }
        return new Request(bytes, nonce, body, row);
    }
}
