package dev.sallyport.guard.parser;

import java.util.Random;
import java.util.function.Supplier;

/// Writes random statements in PostgreSQL's grammar: nested queries, expressions, changes of rows; some are then
/// damaged, so that the grammar's error paths are walked as well.
final class StatementGenerator {

    private static final String[] BINARY = {
        "+",
        "-",
        "*",
        "/",
        "%",
        "^",
        "=",
        "<>",
        "<",
        ">",
        "<=",
        ">=",
        "||",
        "->",
        "->>",
        "@>",
        "&&",
        "~",
        "!~*",
        "AND",
        "OR",
        "OPERATOR(pg_catalog.+)",
        "IS DISTINCT FROM",
        "LIKE",
        "NOT ILIKE",
        "SIMILAR TO",
        "AT TIME ZONE"
    };
    private static final String[] POSTFIX = {
        "IS NULL",
        "IS NOT NULL",
        "IS TRUE",
        "IS NOT UNKNOWN",
        "ISNULL",
        "IS JSON OBJECT",
        "IS NOT NFC NORMALIZED",
        "COLLATE \"C\""
    };
    private static final String[] NAMES = {
        "a", "b", "total", "\"Mixed\"", "order_id", "naïve", "s.t", "x.y.z", "value", "\"a\"\"b\"", "_u1", "名前"
    };
    private static final String[] TYPES = {
        "int",
        "text",
        "numeric(10,2)",
        "timestamp with time zone",
        "varchar(5)[]",
        "s.custom",
        "interval day to hour",
        "bit varying(3)",
        "double precision"
    };
    private static final String[] FUNCTIONS = {
        "f", "count", "pg_catalog.lower", "sum", "s.g", "coalesce", "greatest", "nullif", "json_build_object"
    };
    private static final String[] LITERALS = {
        "1",
        "0",
        "-5",
        "3.25",
        "1e10",
        "'text'",
        "'it''s é'",
        "E'\\t\\u00e9'",
        "$q$dollar$q$",
        "NULL",
        "true",
        "false",
        "$1",
        "$2::int",
        "B'01'",
        "X'1F'",
        "date '2020-01-01'",
        "interval '1 day'",
        "current_timestamp(3)",
        "9223372036854775808",
        "U&'\\0061'",
        "''"
    };

    private final Random random;

    StatementGenerator(long seed) {
        random = new Random(seed);
    }

    String statement() {
        String text = switch (random.nextInt(10)) {
            case 0 -> insert();
            case 1 -> update();
            case 2 -> delete();
            case 3 -> merge();
            case 4 -> "CREATE TABLE t AS " + select(2);
            case 5 -> "EXPLAIN (ANALYZE, COSTS off) " + select(2);
            case 6 -> select(1) + ";\n" + insert() + " ; " + delete();
            default -> select(1 + random.nextInt(2));
        };
        return random.nextInt(5) == 0 ? damaged(text) : text;
    }

    private String damaged(String text) {
        int at = random.nextInt(text.length());
        return switch (random.nextInt(4)) {
            case 0 -> text.substring(0, at);
            case 1 -> text.substring(0, at) + text.substring(Math.min(text.length(), at + 1 + random.nextInt(6)));
            case 2 ->
                text.substring(0, at)
                        + pick("(", ")", "'", "\"", " FROM ", ",", ";", "$$", "/*", "*/", "\\", " é ")
                        + text.substring(at);
            default -> text + pick(" WHERE", ")", " 1", ";;", " --", " $");
        };
    }

    private String select(int depth) {
        var sql = new StringBuilder();
        if (depth > 1 && chance(4)) {
            sql.append("WITH ")
                    .append(chance(3) ? "RECURSIVE " : "")
                    .append("c1 (x, y) AS ")
                    .append(pick("", "MATERIALIZED "));
            sql.append('(')
                    .append(chance(4) ? delete() + " RETURNING *" : select(depth - 2))
                    .append(") ");
        }
        sql.append("SELECT ").append(pick("", "", "DISTINCT ", "ALL ", "DISTINCT ON (a) "));
        sql.append(list(4, () -> expression(depth) + pick("", " AS alias", " bare", "")));
        if (!chance(8)) {
            sql.append(" FROM ").append(list(2, () -> from(depth - 1)));
        }
        sql.append(optional(2, () -> " WHERE " + expression(depth)));
        sql.append(optional(4, () -> " GROUP BY " + pick("", "DISTINCT ", "ROLLUP ") + "(" + expression(1) + ", b)"));
        sql.append(optional(6, () -> " HAVING count(*) > " + expression(1)));
        sql.append(optional(6, () -> " WINDOW w AS (PARTITION BY " + expression(1) + " ORDER BY b)"));
        if (depth > 1 && chance(6)) {
            sql.append(pick(" UNION ", " UNION ALL ", " INTERSECT ", " EXCEPT ALL "))
                    .append(select(depth - 2));
        }
        sql.append(optional(3, () -> " ORDER BY " + expression(1) + pick("", " DESC", " ASC NULLS LAST", " USING <")));
        sql.append(optional(4, () -> " LIMIT " + expression(0)));
        sql.append(optional(6, () -> " OFFSET 3 ROWS"));
        sql.append(optional(8, () -> pick(" FOR UPDATE", " FOR SHARE OF t SKIP LOCKED", " FOR NO KEY UPDATE NOWAIT")));
        return sql.toString();
    }

    private String from(int depth) {
        if (depth <= 0) {
            return pick("", "ONLY ") + pick(NAMES) + pick("", " AS t", " t (p, q)", " TABLESAMPLE system (1)");
        }
        return switch (random.nextInt(6)) {
            case 0 -> "(" + select(depth - 1) + ") AS sub" + random.nextInt(9);
            case 1 ->
                from(depth - 1) + pick(" JOIN ", " LEFT JOIN ", " FULL OUTER JOIN ") + from(0) + " ON " + expression(1);
            case 2 -> from(depth - 1) + pick(" NATURAL JOIN ", " CROSS JOIN ") + from(0);
            case 3 ->
                "LATERAL " + pick(FUNCTIONS[0], FUNCTIONS[4]) + "(" + expression(1) + ") WITH ORDINALITY AS g (v, n)";
            case 4 -> "(VALUES (" + expression(1) + ", 2), (3, " + expression(1) + ")) v (p, q)";
            default -> from(0) + " JOIN " + from(0) + " USING (a, b)";
        };
    }

    private String expression(int depth) {
        if (depth <= 0) {
            return chance(2) ? pick(LITERALS) : pick(NAMES);
        }
        return switch (random.nextInt(18)) {
            case 0, 1, 2, 3 -> expression(depth - 1) + " " + pick(BINARY) + " " + expression(depth - 1);
            case 4 -> "(" + expression(depth - 1) + ") " + pick(POSTFIX);
            case 5 -> pick(FUNCTIONS) + "(" + list(3, () -> expression(depth - 1)) + ")";
            case 6 ->
                "CASE " + pick("", "a ") + "WHEN " + expression(depth - 1) + " THEN " + expression(depth - 1)
                        + optional(2, () -> " ELSE " + expression(0)) + " END";
            case 7 -> "CAST(" + expression(depth - 1) + " AS " + pick(TYPES) + ")";
            case 8 -> "(" + expression(depth - 1) + ")::" + pick(TYPES);
            case 9 -> expression(0) + pick(" IN (", " NOT IN (") + list(4, () -> expression(0)) + ")";
            case 10 -> expression(0) + " IN (" + select(depth - 2) + ")";
            case 11 -> pick("EXISTS ", "", "ARRAY") + "(" + select(depth - 2) + ")";
            case 12 -> pick("NOT ", "- ", "@ ") + expression(depth - 1);
            case 13 -> expression(0) + " BETWEEN " + expression(0) + " AND " + expression(0);
            case 14 -> "ROW(" + list(3, () -> expression(depth - 1)) + ")";
            case 15 -> "ARRAY[" + list(3, () -> expression(depth - 1)) + "]";
            case 16 ->
                "sum(" + expression(depth - 1) + ") FILTER (WHERE " + expression(0)
                        + ") OVER (PARTITION BY a ORDER BY b ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)";
            default -> expression(0) + pick(" = ANY (", " <> ALL (") + expression(depth - 1) + ")";
        };
    }

    private String insert() {
        return "INSERT INTO " + pick(NAMES) + optional(2, () -> " AS i") + optional(2, () -> " (a, b[1], c.d)")
                + (chance(3) ? " " + select(2) : " VALUES (" + list(3, () -> expression(2)) + ")")
                + optional(3, () -> " ON CONFLICT (a) " + pick("DO NOTHING", "DO UPDATE SET a = " + expression(2)))
                + optional(3, () -> " RETURNING *, " + expression(1));
    }

    private String update() {
        return "UPDATE " + from(0) + " SET a = " + expression(2) + ", (b, c) = (" + select(1) + ")"
                + optional(3, () -> " FROM " + from(2)) + optional(2, () -> " WHERE " + expression(2));
    }

    private String delete() {
        return "DELETE FROM " + pick(NAMES) + optional(3, () -> " USING " + from(1))
                + optional(2, () -> " WHERE " + expression(2));
    }

    private String merge() {
        return "MERGE INTO t USING " + from(1) + " ON " + expression(2) + " WHEN MATCHED AND " + expression(1)
                + " THEN UPDATE SET a = " + expression(2) + " WHEN NOT MATCHED THEN INSERT (a) VALUES (" + expression(1)
                + ")" + optional(2, () -> " WHEN NOT MATCHED BY SOURCE THEN DELETE");
    }

    private String list(int most, Supplier<String> part) {
        var text = new StringBuilder(part.get());
        for (int more = random.nextInt(most); more > 0; more--) {
            text.append(", ").append(part.get());
        }
        return text.toString();
    }

    private String optional(int oneIn, Supplier<String> part) {
        return chance(oneIn) ? part.get() : "";
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private String pick(String... of) {
        return of[random.nextInt(of.length)];
    }
}
