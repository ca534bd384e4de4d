package dev.sallyport.vault.grant;

import java.util.Locale;

/// What a grant is about.
public enum GrantKind {
    TENANT,
    API_KEY,
    INTEGRATION;

    /// `api_key`.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
