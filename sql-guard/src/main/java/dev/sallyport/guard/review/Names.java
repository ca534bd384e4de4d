package dev.sallyport.guard.review;

import dev.sallyport.guard.tree.Node;
import java.util.List;

/// Dotted names as the grammar writes them: lists of `String` nodes.
public record Names(String schema, String name) {

    /// Of a list of `String` nodes; a database name in front is dropped, as PostgreSQL permits only its own.
    public static Names of(List<Node> parts) {
        int size = parts.size();
        return switch (size) {
            case 0 -> new Names("", "");
            case 1 -> new Names("", parts.getFirst().text("sval"));
            default ->
                new Names(parts.get(size - 2).text("sval"), parts.getLast().text("sval"));
        };
    }

    public static Names ofRelation(Node rangeVar) {
        return new Names(rangeVar.text("schemaname"), rangeVar.text("relname"));
    }

    public boolean unqualified() {
        return schema.isEmpty();
    }

    @Override
    public String toString() {
        return schema.isEmpty() ? name : schema + "." + name;
    }
}
