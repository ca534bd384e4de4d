package dev.sallyport.vault.metering;

import java.util.Locale;

/// A part of a call that is timed by itself.
public enum Stage {
    /// Who calls, and may he.
    ADMIT,
    /// Looking for the answer of an earlier attempt.
    REPLAY,
    /// The audit log's intent becomes durable.
    INTEND,
    /// Everything that a call does of its own, with its transaction.
    WORK,
    /// The transaction alone, signing of grants in it included.
    COMMIT,
    /// The audit log's conclusion becomes durable.
    CONCLUDE,
    /// KMS, encapsulation and signature of a sealed record.
    SEAL,
    /// Argon2id, with the waiting for a thread.
    HASH,
    /// A proxy reads a grant.
    GRANT;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
