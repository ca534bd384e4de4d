package dev.sallyport.guard.policy;

/// `schema.table`, `schema.*` or `*`, as policies name tables.
record TablePattern(String schema, String table) {

    private static final String ANY = "*";

    /// @param defaultSchema for a name that has no schema
    static TablePattern of(String text, String defaultSchema) {
        if (text.equals(ANY)) {
            return new TablePattern(ANY, ANY);
        }
        int dot = text.indexOf('.');
        return dot < 0
                ? new TablePattern(defaultSchema, text)
                : new TablePattern(text.substring(0, dot), text.substring(dot + 1));
    }

    boolean matches(String aSchema, String aTable) {
        return (schema.equals(ANY) && !isSystem(aSchema) || schema.equals(aSchema))
                && (table.equals(ANY) || table.equals(aTable));
    }

    /// Schemas that `*` does not open.
    private static boolean isSystem(String schema) {
        return schema.startsWith("pg_") || schema.equals("information_schema");
    }
}
