package dev.sallyport.crypto.id;

import java.security.SecureRandom;

/**
 * Monotonic ULIDs: 48 bits of Unix milliseconds, 80 random bits that count up within one millisecond, 26 characters of
 * Crockford's base 32. Source: the ULID specification, "monotonicity". Thread safe.
 */
final class Ulid {
    private static final char[] ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final long LOW_40 = (1L << 40) - 1;
    private static final Ulid SHARED = new Ulid();

    private final SecureRandom random = new SecureRandom();
    private long lastMillis;
    private long high40;
    private long low40;

    static String next() {
        return SHARED.next(System.currentTimeMillis());
    }

    synchronized String next(long nowMillis) {
        if (nowMillis > lastMillis) {
            lastMillis = nowMillis;
            high40 = random.nextLong() & LOW_40;
            low40 = random.nextLong() & LOW_40;
        } else {
            countUp();
        }
        char[] text = new char[26];
        encode(text, 0, 10, lastMillis);
        encode(text, 10, 8, high40);
        encode(text, 18, 8, low40);
        return new String(text);
    }

    private void countUp() {
        low40 = (low40 + 1) & LOW_40;
        if (low40 == 0) {
            high40 = (high40 + 1) & LOW_40;
            if (high40 == 0) {
                lastMillis++;
            }
        }
    }

    private static void encode(char[] text, int offset, int length, long bits) {
        for (int i = length - 1; i >= 0; i--) {
            text[offset + i] = ALPHABET[(int) (bits & 31)];
            bits >>>= 5;
        }
    }
}
