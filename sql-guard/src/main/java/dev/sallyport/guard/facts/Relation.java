package dev.sallyport.guard.facts;

/// A table, view or the like that the statement names, CTEs left out.
///
/// @param schema empty when the statement does not say
/// @param access how the statement uses it
public record Relation(String schema, String name, Access access) {

    /// What is done with it.
    public enum Access {
        READ,
        WRITE
    }

    /// `schema.name`, or the name alone.
    public String qualifiedName() {
        return schema.isEmpty() ? name : schema + "." + name;
    }
}
