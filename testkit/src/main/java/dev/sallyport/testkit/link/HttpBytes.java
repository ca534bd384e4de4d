package dev.sallyport.testkit.link;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.regex.Pattern;

/// One message of HTTP/1.1 as bytes: its head, and a body of an announced length or in chunks.
/// Source: RFC 9112 sections 6 and 7.
final class HttpBytes {
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *([0-9]{1,9}) *\r\n");
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final String LAST_CHUNK = "\r\n0\r\n\r\n";

    private HttpBytes() {}

    /// The next message; empty at the end of the stream.
    static byte[] read(InputStream from) throws IOException {
        var message = new ByteArrayOutputStream(16 * 1024);
        readUntil(from, message, END_OF_HEAD);
        var head = message.toString(ISO_8859_1).toLowerCase(Locale.ROOT);
        var length = LENGTH.matcher(head);
        if (length.find()) {
            message.writeBytes(from.readNBytes(Integer.parseInt(length.group(1))));
        } else if (head.contains("\r\ntransfer-encoding: chunked\r\n")) {
            readUntil(from, message, LAST_CHUNK);
        }
        return message.toByteArray();
    }

    /// Where the body of a whole message begins.
    static int body(byte[] message) {
        return new String(message, ISO_8859_1).indexOf(END_OF_HEAD) + END_OF_HEAD.length();
    }

    private static void readUntil(InputStream from, ByteArrayOutputStream into, String end) throws IOException {
        int matched = 0;
        while (matched < end.length()) {
            int next = from.read();
            if (next < 0) {
                return;
            }
            into.write(next);
            matched = next == end.charAt(matched) ? matched + 1 : next == end.charAt(0) ? 1 : 0;
        }
    }
}
