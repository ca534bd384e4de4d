package dev.sallyport.guard.ddl;

import dev.sallyport.guard.review.Names;
import dev.sallyport.guard.review.Review;
import dev.sallyport.guard.rules.Rule;
import dev.sallyport.guard.tree.Node;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The definition of one column: its type and name, and what adding it to a table costs.
final class Columns {

    private static final int NAME_BYTES = 63;
    private static final Set<String> SERIALS =
            Set.of("serial", "serial4", "serial2", "smallserial", "bigserial", "serial8");
    private static final Set<String> SMALL_INTEGERS =
            Set.of("int4", "int2", "serial", "serial4", "smallserial", "serial2");
    private static final Set<String> NOT_VOLATILE = Set.of(
            "now",
            "transaction_timestamp",
            "statement_timestamp",
            "current_setting",
            "lower",
            "upper",
            "to_char",
            "date_trunc",
            "jsonb_build_object",
            "json_build_object",
            "timezone",
            "to_tsvector",
            "md5",
            "concat",
            "coalesce",
            "make_interval",
            "to_jsonb",
            "encode",
            "decode");

    private final Review review;
    private final Node column;

    Columns(Review review, Node column) {
        this.review = review;
        this.column = column;
    }

    /// A name that must be quoted or is cut; the parser has cut it already, so one that just fits counts too.
    static void name(Review review, Node at, String name) {
        boolean plain = name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_');
        if (!plain || name.length() >= NAME_BYTES) {
            review.hit(Rule.DDL_066, at);
        }
    }

    void hygiene() {
        name(review, column, column.text("colname"));
        String type = type();
        switch (type) {
            case "bpchar" -> review.hit(Rule.DDL_060, column);
            case "varchar" -> {
                if (hasLength()) {
                    review.hit(Rule.DDL_061, column);
                }
            }
            case "timestamp" -> review.hit(Rule.DDL_063, column);
            case "json", "money" -> review.hit(Rule.DDL_065, column);
            default -> {
                if (SERIALS.contains(type)) {
                    review.hit(Rule.DDL_064, column);
                }
            }
        }
        if (SMALL_INTEGERS.contains(type) && constraint("CONSTR_PRIMARY") != null) {
            review.hit(Rule.DDL_062, column);
        }
    }

    /// What ADD COLUMN of it does to a table that is in use.
    void added(String table) {
        boolean fills = constraint("CONSTR_IDENTITY") != null || generatedStored() || SERIALS.contains(type());
        Node constant = constraint("CONSTR_DEFAULT");
        String name = table + "." + column.text("colname");
        if (fills) {
            review.hit(Rule.DDL_022, column);
        } else if (constant != null && isVolatile(constant)) {
            review.hit(
                    Rule.DDL_021,
                    column,
                    "Every row of " + table + " is rewritten to fill " + name + ".",
                    Rule.DDL_021.suggestion());
        } else if (constant == null && constraint("CONSTR_NOTNULL") != null) {
            review.hit(
                    Rule.DDL_020,
                    column,
                    name + " is NOT NULL and has no default: the statement fails as soon as " + table + " has a row.",
                    Rule.DDL_020.suggestion());
        }
        for (String kind : new String[] {"CONSTR_UNIQUE", "CONSTR_PRIMARY", "CONSTR_CHECK", "CONSTR_FOREIGN"}) {
            Node constraint = constraint(kind);
            if (constraint != null) {
                review.hit(Rule.DDL_023, constraint);
            }
        }
    }

    private boolean generatedStored() {
        Node generated = constraint("CONSTR_GENERATED");
        return generated != null;
    }

    private static boolean isVolatile(Node node) {
        if (node.is("FuncCall")) {
            Names name = Names.of(node.list("funcname"));
            if (!NOT_VOLATILE.contains(name.name())) {
                return true;
            }
        }
        return node.stream().anyMatch(Columns::isVolatile);
    }

    private @Nullable Node constraint(String kind) {
        return column.list("constraints").stream()
                .filter(constraint -> constraint.text("contype").equals(kind))
                .findFirst()
                .orElse(null);
    }

    private String type() {
        Node type = column.get("typeName");
        return type == null ? "" : Names.of(type.list("names")).name();
    }

    private boolean hasLength() {
        Node type = column.get("typeName");
        return type != null && type.has("typmods");
    }
}
