package dev.sallyport.vault.grant;

import java.util.Locale;

/// Whether a grant may be used.
public enum GrantState {
    ACTIVE,
    REVOKED,
    LOCKED,
    DELETED;

    /// `active`.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
