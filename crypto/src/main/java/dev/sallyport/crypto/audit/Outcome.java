package dev.sallyport.crypto.audit;

import org.jspecify.annotations.Nullable;

/**
 * How a call ended.
 *
 * @param problem the problem code that the caller was told; null on success
 * @param sqlState SQLSTATE of the database's answer; null where it gave none
 * @param rows rows returned or affected
 * @param bytes bytes of plaintext in the answer
 */
public record Outcome(
        Status status, @Nullable String problem, @Nullable String sqlState, long rows, long bytes) {
    /** The position is the byte in the record. */
    public enum Status {
        SUCCEEDED,
        FAILED,
        REFUSED,
        /** The effect may or may not have happened (a connection lost during COMMIT). */
        UNKNOWN
    }

    public Outcome {
        if (problem != null) {
            Limits.token("problem", problem);
        }
        if (sqlState != null) {
            Limits.token("sqlstate", sqlState);
        }
        Limits.count("rows", rows);
        Limits.count("bytes", bytes);
    }

    public static Outcome succeeded(long rows, long bytes) {
        return new Outcome(Status.SUCCEEDED, null, null, rows, bytes);
    }

    public static Outcome succeeded() {
        return succeeded(0, 0);
    }

    public static Outcome failed(String problem, @Nullable String sqlState) {
        return new Outcome(Status.FAILED, problem, sqlState, 0, 0);
    }

    public static Outcome refused(String problem) {
        return new Outcome(Status.REFUSED, problem, null, 0, 0);
    }

    public static Outcome unknown(String problem, @Nullable String sqlState) {
        return new Outcome(Status.UNKNOWN, problem, sqlState, 0, 0);
    }
}
