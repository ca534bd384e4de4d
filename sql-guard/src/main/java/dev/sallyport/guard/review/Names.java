package dev.sallyport.guard.review;

import dev.sallyport.guard.tree.Node;
import java.util.List;

/// Dotted names as the grammar writes them: lists of `String` nodes.
public record Names(String schema, String name) {

    /// Of a list of `String` nodes; a database name in front is dropped, as PostgreSQL permits only its own.
    public static Names of(List<Node> parts) {
        List<String> texts = parts.stream().map(part -> part.text("sval")).toList();
        return switch (texts.size()) {
            case 0 -> new Names("", "");
            case 1 -> new Names("", texts.getFirst());
            default -> new Names(texts.get(texts.size() - 2), texts.getLast());
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
