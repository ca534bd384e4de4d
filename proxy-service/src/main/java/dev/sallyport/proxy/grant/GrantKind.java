package dev.sallyport.proxy.grant;

/// The kinds of grants with their names in signatures, paths and the change stream.
public enum GrantKind {
    API_KEY("api_key", "api-keys"),
    INTEGRATION("integration", "integrations"),
    TENANT("tenant", "tenants");

    private final String wireName;
    private final String path;

    GrantKind(String wireName, String path) {
        this.wireName = wireName;
        this.path = path;
    }

    public String wireName() {
        return wireName;
    }

    String path() {
        return path;
    }
}
