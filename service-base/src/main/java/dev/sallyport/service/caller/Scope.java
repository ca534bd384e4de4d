package dev.sallyport.service.caller;

import java.util.Optional;

/// What a caller may be allowed to do. The text form stands in API keys, in tokens and in grants.
public enum Scope {
    PROXY_OUTBOUND("proxy:outbound"),
    TOKENIZE("tokenize"),
    DETOKENIZE("detokenize"),
    EVALUATE("evaluate"),
    AUDIT_READ("audit:read"),
    VAULT_READ("vault:read"),
    VAULT_WRITE("vault:write"),
    INTEGRATIONS_READ("integrations:read"),
    INTEGRATIONS_WRITE("integrations:write"),
    KEYS_READ("keys:read"),
    KEYS_WRITE("keys:write"),
    POLICIES_READ("policies:read"),
    POLICIES_WRITE("policies:write"),
    SECURITY_WRITE("security:write"),
    ADMIN_TENANTS("admin:tenants");

    private final String text;

    Scope(String text) {
        this.text = text;
    }

    /// `proxy:outbound`.
    public String text() {
        return text;
    }

    /// The scope of this text, if there is one.
    public static Optional<Scope> find(String text) {
        for (Scope scope : values()) {
            if (scope.text.equals(text)) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }
}
