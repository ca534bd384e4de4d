package dev.sallyport.proxy.execute;

import java.time.Duration;

/// Bounds of one call: rows and bytes of its answer, and the time of all its statements together.
public record ExecutionLimits(int maxRows, int maxBytes, Duration statementTimeout) {

    /// What API.md says where an integration says nothing.
    public static final ExecutionLimits DEFAULT = new ExecutionLimits(10_000, 8 * 1024 * 1024, Duration.ofSeconds(30));

    /// Bytes that one row may have on its way from the server: hexadecimal bytea is longer there than in the
    /// answer.
    int longestRow() {
        return (int) Math.min(Integer.MAX_VALUE - 64L, 2L * maxBytes + 65_536);
    }
}
