package dev.sallyport.guard.proof;

import dev.sallyport.guard.corpus.Corpus;
import dev.sallyport.guard.rules.Purpose;
import java.util.List;
import java.util.random.RandomGenerator;

/// Honest statements on the laboratory's tables with fragments of attacks at random places and depths: grammar where it
/// nests, scissors and glue where it does not.
final class TextGenerator {

    private static final String[] ATOMS = {
        "x.a::text", "x.b::text", "'k'", "1::text", "NULL::text", "now()::text", "current_user::text", "x::text"
    };

    private static final String[] TABLES = {
        "t", "u", "public.t", "ONLY u", "(SELECT a, b FROM t)", "(TABLE u)", "(VALUES (1, 'v'))"
    };

    /// Calls, casts and operators that act when the server evaluates them.
    private static final String[] ACTS = {
        "nextval('s')",
        "setval('s', 99)",
        "f_write()",
        "public.f_write()",
        "lo_create(0)",
        "lo_unlink(16384)",
        "lo_from_bytea(0, 'x')",
        "set_config('my.custom', 'x', false)",
        "set_config('search_path', 'evil', false)",
        "pg_advisory_lock(7)",
        "pg_try_advisory_lock(8)",
        "query_to_xml('DELETE FROM u', true, true, '')",
        "query_to_xml('SELECT nextval(''s'')', true, true, '')",
        "1 OPERATOR(public.+) 2",
        "1 <=> 2",
        "CAST(1 AS evil_domain)",
        "1::evil.int4",
        "\"INT4\" '1'",
        "evil.lower('x')",
        "\"LOWER\"('x')",
        "public.count(1)",
        "f_rows(1)",
        "pg_replication_origin_create('o')",
        "pg_create_physical_replication_slot('p')",
        "U&\"next\\0076al\"('s')",
        "pg_catalog.nextval('public.s'::regclass)",
        "pg_import_system_collations('public')",
        "lo_export(16384, '/tmp/sallyport-lab/x')",
    };

    private static final String[] WRITES = {
        "DELETE FROM u RETURNING a, b",
        "INSERT INTO u (a) VALUES (5) RETURNING a, b",
        "UPDATE u SET b = 'z' RETURNING a, b",
        "INSERT INTO numbered (note) VALUES ('x') RETURNING id, note",
        "MERGE INTO u USING t ON u.a = t.a WHEN MATCHED THEN DELETE RETURNING u.a, u.b",
        "UPDATE t SET b = 'z' WHERE a = 1 RETURNING a, b",
    };

    private static final List<String> REAL = Corpus.attacks().stream()
            .filter(attack -> attack.purpose() == Purpose.QUERY)
            .map(Corpus.Attack::sql)
            .filter(sql -> sql.length() < 120 && sql.indexOf('\0') < 0)
            .toList();

    private final RandomGenerator random;

    TextGenerator(RandomGenerator random) {
        this.random = random;
    }

    String next() {
        return switch (random.nextInt(10)) {
            case 0 ->
                "EXPLAIN " + pick("", "ANALYZE ", "(ANALYZE, TIMING off) ", "(ANALYZE off, ANALYZE) ", "VERBOSE ")
                        + query(3);
            case 1 -> around(pick(REAL.toArray(String[]::new)));
            case 2 -> glued();
            default -> query(1 + random.nextInt(5));
        };
    }

    private String around(String attack) {
        return switch (random.nextInt(8)) {
            case 0 -> "SELECT * FROM (" + attack + ") q";
            case 1 -> "WITH w AS (" + attack + ") SELECT 1 FROM w";
            case 2 -> "SELECT (" + attack + ")";
            case 3 -> "(" + attack + ") UNION ALL SELECT NULL";
            case 4 -> "SELECT ARRAY(" + attack + ")";
            case 5 -> "EXPLAIN ANALYZE " + attack;
            case 6 -> "/* " + query(1) + " */ " + attack + " -- ";
            default -> attack + "; " + query(1);
        };
    }

    /// The head of one statement and the tail of another.
    private String glued() {
        String first = random.nextBoolean() ? query(2) : pick(REAL.toArray(String[]::new));
        String second = random.nextBoolean() ? query(2) : pick(REAL.toArray(String[]::new));
        return first.substring(0, random.nextInt(first.length() + 1))
                + pick("", " ", "'", "\"", "$$", "/*", "*/", "--", "\n", ";", "(", ")", "E'\\'", "U&'\\0027'")
                + second.substring(random.nextInt(second.length() + 1));
    }

    private String query(int depth) {
        boolean with = chance(4);
        String head = with
                ? "WITH " + pick("", "RECURSIVE ") + "w (a, b) AS " + pick("", "MATERIALIZED ", "NOT MATERIALIZED ")
                        + "(" + (chance(3) ? pick(WRITES) : query(depth - 1)) + ") "
                : "";
        String select = "SELECT " + expression(depth) + " AS a, " + expression(depth - 1) + " AS b FROM "
                + from(depth, with) + (chance(2) ? " WHERE " + condition(depth) : "");
        return head
                + select
                + switch (random.nextInt(12)) {
                    case 0 -> " ORDER BY " + expression(depth - 1) + pick("", " DESC", " NULLS LAST", " USING <");
                    case 1 -> " LIMIT length(" + expression(depth - 1) + ")";
                    case 2 -> " FOR " + pick("UPDATE", "SHARE", "KEY SHARE", "NO KEY UPDATE SKIP LOCKED");
                    case 3 ->
                        pick(" UNION ALL ", " EXCEPT ", " INTERSECT ALL ") + "SELECT " + expression(depth - 1)
                                + ", 'r' FROM u x";
                    case 4 -> " GROUP BY GROUPING SETS ((1, 2, x.a, x.b, x.*))";
                    case 5 -> " OFFSET 0 ROWS FETCH NEXT (length(" + expression(depth - 1) + ")) ROWS ONLY";
                    default -> "";
                };
    }

    /// Always with an `x` that has columns `a` and `b`.
    private String from(int depth, boolean with) {
        String first = (with && chance(2) ? "w" : pick(TABLES)) + " AS x (a, b)";
        return switch (depth <= 0 ? 0 : random.nextInt(8)) {
            case 0, 1, 2 -> first;
            case 3 -> first + ", LATERAL (" + query(depth - 1) + ") q";
            case 4 -> first + " JOIN u y ON " + condition(depth - 1);
            case 5 -> "(" + query(depth - 1) + ") AS x";
            case 6 ->
                first + ", ROWS FROM (generate_series(1, 2), unnest(ARRAY[" + expression(depth - 1) + "])) AS r (c, d)";
            default -> "t AS x TABLESAMPLE " + pick("SYSTEM", "BERNOULLI") + " (100)";
        };
    }

    private String condition(int depth) {
        return switch (depth <= 0 ? 0 : random.nextInt(6)) {
            case 0 -> expression(depth) + " IS " + pick("NULL", "NOT NULL");
            case 1 -> "EXISTS (" + query(depth - 1) + ")";
            case 2 -> expression(depth) + " = ANY (ARRAY[" + expression(depth - 1) + "])";
            case 3 -> "NOT (" + condition(depth - 1) + ")";
            case 4 -> "(" + condition(depth - 1) + pick(" AND ", " OR ") + condition(depth - 1) + ")";
            default -> expression(depth) + " IN (SELECT x.b FROM u x WHERE " + condition(depth - 1) + ")";
        };
    }

    /// Always of the type text.
    private String expression(int depth) {
        if (depth <= 0) {
            return chance(8) ? "(" + pick(ACTS) + ")::text" : pick(ATOMS);
        }
        String inner = expression(depth - 1);
        return switch (random.nextInt(14)) {
            case 0 -> "(" + inner + ")::varchar::text";
            case 1 -> "coalesce(" + inner + ", 'x')";
            case 2 -> "CASE WHEN " + condition(depth - 1) + " THEN " + inner + " ELSE 'y' END";
            case 3 -> "(SELECT " + inner + " LIMIT 1)";
            case 4 -> "ARRAY[" + inner + "]::text";
            case 5 -> "ROW(" + inner + ", 1)::text";
            case 6 -> "(ARRAY(SELECT " + inner + " FROM u))[1]";
            case 7 -> "json_build_object('k', " + inner + ")::text";
            case 8 -> "JSON_OBJECT('k': " + inner + ")::text";
            case 9 ->
                "(SELECT string_agg(" + inner + ", ',' ORDER BY " + expression(depth - 1)
                        + ") FILTER (WHERE true) FROM u x)";
            case 10 -> "xmlforest(" + inner + " AS f)::text";
            case 11 -> "format('%s', VARIADIC ARRAY[" + inner + "])";
            case 12 -> "GREATEST(" + inner + ", 'a')";
            default -> inner + " || 'z'";
        };
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
