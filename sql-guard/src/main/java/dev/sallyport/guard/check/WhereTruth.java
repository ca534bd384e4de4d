package dev.sallyport.guard.check;

import dev.sallyport.guard.review.Names;
import dev.sallyport.guard.review.Shape;
import dev.sallyport.guard.tree.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether a condition lets every row through, as far as its text shows: it is folded like PostgreSQL would, with
/// "unknown" for whatever depends on a row.
final class WhereTruth {

    private enum Truth {
        TRUE,
        FALSE,
        UNKNOWN
    }

    private static final Set<String> REFLEXIVE = Set.of("=", ">=", "<=", "~~", "~~*", "@>", "<@");

    private static final Set<String> IRREFLEXIVE = Set.of("<>", "<", ">");

    private WhereTruth() {}

    /// True when the condition holds for every row, or looks at no row at all and is not plainly false.
    static boolean alwaysTrue(Node where) {
        Truth truth = fold(where);
        return truth == Truth.TRUE || truth == Truth.UNKNOWN && !looksAtRow(where);
    }

    private static boolean looksAtRow(Node node) {
        return contains(node, "ColumnRef") || contains(node, "CurrentOfExpr");
    }

    private static boolean contains(Node node, String type) {
        if (node.is(type)) {
            return true;
        }
        for (Node child : node) {
            if (contains(child, type)) {
                return true;
            }
        }
        return false;
    }

    private static Truth fold(@Nullable Node node) {
        if (node == null) {
            return Truth.UNKNOWN;
        }
        return switch (node.type()) {
            case "A_Const" -> constant(node);
            case "TypeCast" -> fold(node.get("arg"));
            case "BoolExpr" -> bool(node);
            case "A_Expr" -> expression(node);
            case "NullTest" -> nullTest(node);
            case "BooleanTest" -> booleanTest(node);
            case "CoalesceExpr" ->
                node.list("args").isEmpty()
                        ? Truth.UNKNOWN
                        : fold(node.list("args").getFirst());
            default -> Truth.UNKNOWN;
        };
    }

    private static Truth constant(Node constant) {
        Node bool = constant.get("boolval");
        if (bool != null) {
            return bool.flag("boolval") ? Truth.TRUE : Truth.FALSE;
        }
        Node string = constant.get("sval");
        return string == null
                ? Truth.UNKNOWN
                : switch (string.text("sval").toLowerCase(Locale.ROOT)) {
                    case "t", "tr", "tru", "true", "y", "ye", "yes", "on", "1" -> Truth.TRUE;
                    case "f", "fa", "fal", "fals", "false", "n", "no", "of", "off", "0" -> Truth.FALSE;
                    default -> Truth.UNKNOWN;
                };
    }

    private static Truth bool(Node expression) {
        List<Node> args = expression.list("args");
        return switch (expression.text("boolop")) {
            case "NOT_EXPR" -> not(fold(args.getFirst()));
            case "OR_EXPR" -> any(args);
            default -> all(args);
        };
    }

    private static Truth not(Truth truth) {
        return switch (truth) {
            case TRUE -> Truth.FALSE;
            case FALSE -> Truth.TRUE;
            case UNKNOWN -> Truth.UNKNOWN;
        };
    }

    private static Truth all(List<Node> args) {
        boolean allTrue = true;
        for (Node arg : args) {
            Truth truth = fold(arg);
            if (truth == Truth.FALSE) {
                return Truth.FALSE;
            }
            allTrue &= truth == Truth.TRUE;
        }
        return allTrue ? Truth.TRUE : Truth.UNKNOWN;
    }

    private static Truth any(List<Node> args) {
        Set<String> isNull = new HashSet<>();
        Set<String> isNotNull = new HashSet<>();
        boolean allFalse = true;
        for (Node arg : args) {
            Truth truth = fold(arg);
            if (truth == Truth.TRUE) {
                return Truth.TRUE;
            }
            if (truth == Truth.UNKNOWN && !looksAtRow(arg) && !contains(arg, "ParamRef")) {
                return Truth.TRUE;
            }
            allFalse &= truth == Truth.FALSE;
            if (arg.is("NullTest")) {
                (arg.text("nulltesttype").equals("IS_NULL") ? isNull : isNotNull).add(Shape.of(arg.get("arg")));
            }
        }
        if (isNull.stream().anyMatch(isNotNull::contains)) {
            return Truth.TRUE;
        }
        return allFalse ? Truth.FALSE : Truth.UNKNOWN;
    }

    private static Truth expression(Node expression) {
        Node left = expression.get("lexpr");
        Node right = expression.get("rexpr");
        if (left == null || right == null) {
            return Truth.UNKNOWN;
        }
        String kind = expression.text("kind");
        String operator = Names.of(expression.list("name")).name();
        if (kind.equals("AEXPR_LIKE") && right.is("A_Const")) {
            Node pattern = right.get("sval");
            if (pattern != null
                    && pattern.text("sval").chars().allMatch(c -> c == '%')
                    && !pattern.text("sval").isEmpty()) {
                return Truth.TRUE;
            }
        }
        if (left.is("A_Const") && right.is("A_Const")) {
            return constants(operator, left, right);
        }
        boolean same = Shape.of(left).equals(Shape.of(right));
        if (same && (kind.equals("AEXPR_NOT_DISTINCT") || comparison(kind) && REFLEXIVE.contains(operator))) {
            return Truth.TRUE;
        }
        if (same && comparison(kind) && IRREFLEXIVE.contains(operator)) {
            return Truth.FALSE;
        }
        if (kind.equals("AEXPR_IN") && operator.equals("=") && right.is("List")) {
            return right.list("items").stream().anyMatch(item -> Shape.of(item).equals(Shape.of(left)))
                    ? Truth.TRUE
                    : Truth.UNKNOWN;
        }
        return Truth.UNKNOWN;
    }

    private static boolean comparison(String kind) {
        return kind.equals("AEXPR_OP") || kind.equals("AEXPR_LIKE") || kind.equals("AEXPR_ILIKE");
    }

    /// Two constants: only equality is decided; any other comparison of them is left as "looks at no row".
    private static Truth constants(String operator, Node left, Node right) {
        boolean same = Shape.of(left).equals(Shape.of(right));
        boolean comparable = left.has("ival") && right.has("ival") || left.has("sval") && right.has("sval");
        if (!same && !comparable) {
            return Truth.UNKNOWN;
        }
        return switch (operator) {
            case "=" -> truth(same);
            case "<>" -> truth(!same);
            default -> order(operator, left, right);
        };
    }

    private static Truth order(String operator, Node left, Node right) {
        Node a = left.get("ival");
        Node b = right.get("ival");
        if (a == null || b == null) {
            return Truth.UNKNOWN;
        }
        int order = Integer.compare(number(a), number(b));
        return switch (operator) {
            case "<" -> truth(order < 0);
            case "<=" -> truth(order <= 0);
            case ">" -> truth(order > 0);
            case ">=" -> truth(order >= 0);
            default -> Truth.UNKNOWN;
        };
    }

    private static int number(Node integer) {
        String text = integer.text("ival");
        return text.isEmpty() ? 0 : Integer.parseInt(text);
    }

    private static Truth truth(boolean value) {
        return value ? Truth.TRUE : Truth.FALSE;
    }

    private static Truth nullTest(Node test) {
        Node arg = test.get("arg");
        if (arg == null || !arg.is("A_Const")) {
            return Truth.UNKNOWN;
        }
        return truth(arg.flag("isnull") == test.text("nulltesttype").equals("IS_NULL"));
    }

    private static Truth booleanTest(Node test) {
        Truth arg = fold(test.get("arg"));
        return switch (test.text("booltesttype")) {
            case "IS_TRUE", "IS_NOT_FALSE" -> arg;
            case "IS_FALSE", "IS_NOT_TRUE" -> not(arg);
            default -> Truth.UNKNOWN;
        };
    }
}
