package dev.sallyport.crypto.audit;

import dev.sallyport.crypto.codec.MalformedException;
import java.nio.charset.StandardCharsets;

/** Bounds of every variable part; a value outside them is refused when the event is made, and when it is read. */
final class Limits {
    static final int TOKEN = 128;
    static final int TEXT = 1024;
    static final int LIST = 256;
    static final int STATEMENTS = 64;
    static final int PARAMETERS = 1000;

    private Limits() {}

    /** A word of our own vocabulary: 1 to 128 characters of {@code A-Z a-z 0-9 _ . : / -}. */
    static String token(String what, String value) {
        if (value.isEmpty() || value.length() > TOKEN) {
            throw new MalformedException(what + " is empty or too long");
        }
        for (int i = 0; i < value.length(); i++) {
            if (!isTokenCharacter(value.charAt(i))) {
                throw new MalformedException(what + " has a character that a token cannot have");
            }
        }
        return value;
    }

    /** Any well-formed text of 1 to 1024 bytes. */
    static String text(String what, String value) {
        if (value.isEmpty() || value.getBytes(StandardCharsets.UTF_8).length > TEXT) {
            throw new MalformedException(what + " is empty or too long");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            throw new MalformedException(what + " is not well-formed text");
        }
        return value;
    }

    static long count(String what, long value) {
        if (value < 0) {
            throw new MalformedException(what + " is negative");
        }
        return value;
    }

    static void size(String what, int size, int most) {
        if (size > most) {
            throw new MalformedException("too many of " + what);
        }
    }

    private static boolean isTokenCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "_.:/-".indexOf(c) >= 0;
    }
}
