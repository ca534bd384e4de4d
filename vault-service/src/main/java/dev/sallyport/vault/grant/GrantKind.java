package dev.sallyport.vault.grant;

import java.util.Locale;

/// What a grant is about.
public enum GrantKind {
    TENANT("tenant_id"),
    API_KEY("key_id"),
    INTEGRATION("integration_id");

    private final String idField;

    GrantKind(String idField) {
        this.idField = idField;
    }

    /// The member of the signed document that names what the grant is about.
    String idField() {
        return idField;
    }

    /// `api_key`.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
