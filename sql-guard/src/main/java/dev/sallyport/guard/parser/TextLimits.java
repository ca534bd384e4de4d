package dev.sallyport.guard.parser;

import java.time.Duration;

/// How long a text and its parsing may be.
///
/// @param maxBytes longest text, in UTF-8 bytes; at most 1 MiB
/// @param deadline until the outcome, waiting in the queue included
public record TextLimits(int maxBytes, Duration deadline) {

    /// Longest text that any limits may allow, in bytes.
    public static final int MOST_BYTES = 1 << 20;

    public TextLimits {
        if (maxBytes < 1 || maxBytes > MOST_BYTES) {
            throw new IllegalArgumentException("maxBytes is 1 to " + MOST_BYTES);
        }
        if (!deadline.isPositive()) {
            throw new IllegalArgumentException("deadline is not positive");
        }
    }

    /// For one statement of a caller: 64 KiB, 250 ms.
    public static TextLimits ofStatement() {
        return new TextLimits(64 * 1024, Duration.ofMillis(250));
    }

    /// For a migration file: 1 MiB, 5 s.
    public static TextLimits ofFile() {
        return new TextLimits(MOST_BYTES, Duration.ofSeconds(5));
    }
}
