package dev.sallyport.proxy.grant;

import java.util.Arrays;
import java.util.Optional;

/// The kinds of grants with their names in signatures, paths and the change stream.
public enum GrantKind {
    API_KEY("api_key", "api-keys", "key_id"),
    INTEGRATION("integration", "integrations", "integration_id"),
    TENANT("tenant", "tenants", "tenant_id");

    private final String wireName;
    private final String path;
    private final String idField;

    GrantKind(String wireName, String path, String idField) {
        this.wireName = wireName;
        this.path = path;
        this.idField = idField;
    }

    public String wireName() {
        return wireName;
    }

    String path() {
        return path;
    }

    /// The member of the signed document that names what the grant is about.
    String idField() {
        return idField;
    }

    /// The kind of a line in the change stream, if lines of that kind are about grants.
    static Optional<GrantKind> find(String wireName) {
        return Arrays.stream(values())
                .filter(kind -> kind.wireName.equals(wireName))
                .findFirst();
    }
}
