package dev.sallyport.proxy.value;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/// Whether a JSON document of a database may stand in an answer as it is. The server has checked its grammar; what
/// is left are the things that strict readers refuse, and one such value would make the whole answer unreadable.
final class JsonShape {

    /// Readers of answers stop at a depth of 32, and an answer has three levels of its own.
    private static final int DEEPEST = 28;

    private JsonShape() {}

    /// For documents without duplicate members and half surrogate pairs.
    static void requireShallow(byte[] source, int from, int length) {
        int depth = 0;
        int end = from + length;
        for (int at = from; at < end; at++) {
            switch (source[at]) {
                case '"' -> at = endOfString(source, at, end);
                case '{', '[' -> {
                    if (++depth > DEEPEST) {
                        throw refused("is nested too deep");
                    }
                }
                case '}', ']' -> depth--;
                default -> {}
            }
        }
    }

    static void requireStrict(byte[] source, int from, int length) {
        requireShallow(source, from, length);
        Deque<Set<String>> members = new ArrayDeque<>();
        int end = from + length;
        for (int at = from; at < end; at++) {
            switch (source[at]) {
                case '{' -> members.push(new HashSet<>());
                case '[' -> members.push(Set.of());
                case '}', ']' -> members.pop();
                case '"' -> {
                    int last = endOfString(source, at, end);
                    String text = unescape(new String(source, at + 1, last - at - 1, StandardCharsets.UTF_8));
                    if (isMemberName(source, last + 1, end)
                            && !members.element().add(text)) {
                        throw refused("has a duplicate member");
                    }
                    at = last;
                }
                default -> {}
            }
        }
    }

    private static boolean isMemberName(byte[] source, int from, int end) {
        int at = from;
        while (at < end && (source[at] == ' ' || source[at] == '\t' || source[at] == '\n' || source[at] == '\r')) {
            at++;
        }
        return at < end && source[at] == ':';
    }

    static int endOfString(byte[] source, int open, int end) {
        int at = open + 1;
        while (at < end && source[at] != '"') {
            at += source[at] == '\\' ? 2 : 1;
        }
        return at;
    }

    static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                plain.append(c);
            } else if (text.charAt(++i) == 'u') {
                plain.append((char) Integer.parseInt(text, i + 1, i + 5, 16));
                i += 4;
            } else {
                plain.append(ofEscape(text.charAt(i)));
            }
        }
        requirePairs(plain);
        return plain.toString();
    }

    private static char ofEscape(char c) {
        return switch (c) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> c;
        };
    }

    private static void requirePairs(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw refused("has half of a surrogate pair");
            }
        }
    }

    private static ValueRefused refused(String why) {
        return new ValueRefused("22030", "JSON document " + why + "; select it as text");
    }
}
