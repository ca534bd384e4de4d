package dev.sallyport.service.dsn;

import dev.sallyport.crypto.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// `postgresql://user:password@host[:port]/database[?key=value[&key=value]…]`, over bytes, so that the password never
/// becomes a `String`. Every part is percent-encoded as RFC 3986 says; what is not unreserved, a sub-delimiter or an
/// escape is refused where it stands.
final class DsnParser {
    private static final int MAX_BYTES = 96 * 1024;
    private static final int MAX_NAME_BYTES = 63;
    private static final int MAX_PASSWORD_BYTES = 1024;
    private static final int DEFAULT_PORT = 5432;
    private static final byte[][] SCHEMES = {ascii("postgresql://"), ascii("postgres://")};

    private final byte[] text;
    private final PlaintextRule plaintext;

    DsnParser(byte[] text, PlaintextRule plaintext) {
        this.text = text;
        this.plaintext = plaintext;
    }

    DsnParts parse() {
        requireAsciiWithin(MAX_BYTES);
        int authority = schemeEnd();
        int slash = indexOf('/', authority, text.length);
        int question = indexOf('?', authority, text.length);
        if (slash < 0 || (question >= 0 && question < slash)) {
            throw syntax("a database is missing");
        }
        int at = lastIndexOf('@', authority, slash);
        int colon = at < 0 ? -1 : indexOf(':', authority, at);
        if (at < 0 || colon < 0) {
            throw syntax("user and password are missing");
        }
        if (indexOf('@', authority, at) >= 0) {
            throw syntax("an @ in user or password must be written as %40");
        }
        int end = question < 0 ? text.length : question;
        var options = DsnOptions.of(query(end), plaintext);
        var user = PercentText.text(text, authority, colon, "user", MAX_NAME_BYTES);
        var database = PercentText.text(text, slash + 1, end, "database", MAX_NAME_BYTES);
        var address = HostPort.parse(ascii(at + 1, slash), DEFAULT_PORT);
        var password = password(colon + 1, at);
        return new DsnParts(address.host(), address.port(), user, password, database, options);
    }

    private Secret password(int from, int to) {
        var bytes = PercentText.bytes(text, from, to, "password", MAX_PASSWORD_BYTES);
        if (bytes.length == 0) {
            throw syntax("the password is empty");
        }
        return Secret.take(bytes);
    }

    private Map<String, String> query(int from) {
        var values = new HashMap<String, String>();
        for (int start = from + 1; start <= text.length && from < text.length; ) {
            int end = indexOf('&', start, text.length);
            end = end < 0 ? text.length : end;
            int equals = indexOf('=', start, end);
            if (equals < 0) {
                throw syntax("what follows the question mark must be key=value");
            }
            var key = PercentText.text(text, start, equals, "key", MAX_NAME_BYTES);
            if (!DsnOptions.ALLOWED_KEYS.contains(key)) {
                throw new DsnRefused(
                        "dsn_key_refused", "The DSN has a key that is not permitted: " + printable(key) + ".");
            }
            if (values.put(key, PercentText.text(text, equals + 1, end, key, MAX_BYTES)) != null) {
                throw new DsnRefused("dsn_key_twice", "The DSN has a key twice: " + key + ".");
            }
            start = end + 1;
        }
        return values;
    }

    private int schemeEnd() {
        for (byte[] scheme : SCHEMES) {
            if (text.length > scheme.length && Arrays.equals(text, 0, scheme.length, scheme, 0, scheme.length)) {
                return scheme.length;
            }
        }
        throw syntax("it must begin with postgresql://");
    }

    /// The name of a refused key goes back to the caller; only if it is a plain word, since anything may stand there.
    private static String printable(String key) {
        return key.matches("[A-Za-z_]{1,32}") ? key : "(not a plain word)";
    }

    private void requireAsciiWithin(int maxBytes) {
        if (text.length > maxBytes) {
            throw syntax("it is too long");
        }
        for (byte b : text) {
            if (b <= ' ' || b == 0x7f) {
                throw syntax("it holds a character that must be percent-encoded");
            }
        }
    }

    private int indexOf(char c, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] == c) {
                return i;
            }
        }
        return -1;
    }

    private int lastIndexOf(char c, int from, int to) {
        for (int i = to - 1; i >= from; i--) {
            if (text[i] == c) {
                return i;
            }
        }
        return -1;
    }

    private String ascii(int from, int to) {
        return new String(text, from, to - from, StandardCharsets.US_ASCII);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static DsnRefused syntax(String what) {
        return new DsnRefused("dsn_syntax", "The DSN is not well formed: " + what + ".");
    }
}
