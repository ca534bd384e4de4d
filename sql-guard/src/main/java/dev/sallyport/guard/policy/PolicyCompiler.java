package dev.sallyport.guard.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.guard.facts.StatementKind;
import dev.sallyport.guard.json.Json;
import dev.sallyport.guard.json.JsonPointer;
import dev.sallyport.guard.json.JsonReader;
import dev.sallyport.guard.json.JsonSyntaxException;
import dev.sallyport.guard.rules.Rule;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Compiles a policy's JSON document, described in `docs/policy.md`. Unknown members are refused, so a misspelt
/// restriction is never silently absent.
public final class PolicyCompiler {

    private static final Set<String> MEMBERS = Set.of(
            "description",
            "mode",
            "default_schema",
            "operations",
            "tables",
            "columns",
            "tokenized",
            "functions",
            "types",
            "operators",
            "rules",
            "parameters",
            "max_rows");

    private static final int MOST_ROWS = 1_000_000;

    private PolicyCompiler() {}

    /// @param version chosen by the store of policies, for the records
    /// @throws PolicyRefusedException with the place that is wrong
    public static Policy compile(String document, long version) throws PolicyRefusedException {
        Document root = Document.of(parse(document), "");
        root.permitOnly(MEMBERS);
        root.text("description", "");
        String schema = root.text("default_schema", "public");
        Document.checkName(schema, root.below("default_schema"));
        var parts = new PolicyParts(
                choice(root, "mode", Mode.ENFORCE, Mode.values()),
                schema,
                operations(root),
                allowedTables(root, schema),
                deniedTables(root, schema),
                columns(root, schema),
                names(root, "functions", "add"),
                names(root, "functions", "remove"),
                names(root, "types", "add"),
                names(root, "operators", "add"),
                rules(root),
                choice(root, "parameters", Parameters.OPTIONAL, Parameters.values()) == Parameters.REQUIRED,
                maxRows(root));
        return new Policy(parts, new TokenizedNames(tokenized(root, schema), Set.of()), version, digest(document));
    }

    private enum Parameters {
        OPTIONAL,
        REQUIRED
    }

    private static Json parse(String document) throws PolicyRefusedException {
        try {
            return JsonReader.read(document);
        } catch (JsonSyntaxException e) {
            throw new PolicyRefusedException(e.getMessage() + " (character " + e.offset() + ")", e.pointer());
        }
    }

    private static <E extends Enum<E>> E choice(Document document, String member, E absent, E[] choices)
            throws PolicyRefusedException {
        return choice(document.text(member, label(absent)), document.below(member), choices);
    }

    private static <E extends Enum<E>> E choice(String text, String pointer, E[] choices)
            throws PolicyRefusedException {
        for (E each : choices) {
            if (label(each).equals(text)) {
                return each;
            }
        }
        List<String> known = Arrays.stream(choices).map(PolicyCompiler::label).toList();
        throw new PolicyRefusedException("one of " + known + " belongs here", pointer);
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable Set<StatementKind> operations(Document root) throws PolicyRefusedException {
        if (!root.has("operations")) {
            return null;
        }
        Set<StatementKind> kinds = EnumSet.noneOf(StatementKind.class);
        List<String> texts = root.texts("operations");
        for (int i = 0; i < texts.size(); i++) {
            String pointer = JsonPointer.below(root.below("operations"), Integer.toString(i));
            kinds.add(choice(texts.get(i), pointer, StatementKind.values()));
        }
        return kinds;
    }

    private static @Nullable List<TablePattern> allowedTables(Document root, String schema)
            throws PolicyRefusedException {
        Document tables = root.object("tables");
        if (tables == null || !tables.has("allow")) {
            return null;
        }
        return patterns(tables, "allow", schema);
    }

    private static List<TablePattern> deniedTables(Document root, String schema) throws PolicyRefusedException {
        Document tables = root.object("tables");
        if (tables == null) {
            return List.of();
        }
        tables.permitOnly(Set.of("allow", "deny"));
        return patterns(tables, "deny", schema);
    }

    private static List<TablePattern> patterns(Document tables, String member, String schema)
            throws PolicyRefusedException {
        var patterns = new ArrayList<TablePattern>();
        for (String name : tables.names(member)) {
            patterns.add(TablePattern.of(name, schema));
        }
        return List.copyOf(patterns);
    }

    private static Map<String, ColumnRight> columns(Document root, String schema) throws PolicyRefusedException {
        Document tables = root.object("columns");
        Map<String, ColumnRight> rights = new HashMap<>();
        if (tables != null) {
            for (String table : tables.members().keySet()) {
                Document.checkName(table, tables.below(table));
                Document columns = Document.of(
                        java.util.Objects.requireNonNull(tables.members().get(table)), tables.below(table));
                columns.permitOnly(Set.of("allow", "mask"));
                rights.put(
                        qualified(table, schema),
                        new ColumnRight(
                                columns.has("allow") ? Set.copyOf(columns.names("allow")) : null,
                                Set.copyOf(columns.names("mask"))));
            }
        }
        return Map.copyOf(rights);
    }

    private static Map<String, Set<String>> tokenized(Document root, String schema) throws PolicyRefusedException {
        Document tables = root.object("tokenized");
        Map<String, Set<String>> columns = new HashMap<>();
        if (tables != null) {
            for (String table : tables.members().keySet()) {
                Document.checkName(table, tables.below(table));
                columns.put(qualified(table, schema), Set.copyOf(tables.names(table)));
            }
        }
        return Map.copyOf(columns);
    }

    private static String qualified(String table, String schema) {
        return table.indexOf('.') < 0 ? schema + "." + table : table;
    }

    private static Set<String> names(Document root, String member, String list) throws PolicyRefusedException {
        Document change = root.object(member);
        if (change == null) {
            return Set.of();
        }
        change.permitOnly(member.equals("functions") ? Set.of("add", "remove") : Set.of("add"));
        return Set.copyOf(change.names(list));
    }

    private static Map<Rule, Policy.Setting> rules(Document root) throws PolicyRefusedException {
        Map<Rule, Policy.Setting> settings = new EnumMap<>(Rule.class);
        Document rules = root.object("rules");
        if (rules != null) {
            for (String code : rules.members().keySet()) {
                Rule rule = Rule.ofCode(code)
                        .orElseThrow(() -> new PolicyRefusedException("there is no rule " + code, rules.below(code)));
                if (!rule.adjustable()) {
                    throw new PolicyRefusedException("rule " + code + " cannot be changed", rules.below(code));
                }
                settings.put(rule, choice(rules.text(code, ""), rules.below(code), Policy.Setting.values()));
            }
        }
        return Map.copyOf(settings);
    }

    private static OptionalInt maxRows(Document root) throws PolicyRefusedException {
        Json value = root.members().get("max_rows");
        if (value == null) {
            return OptionalInt.empty();
        }
        if (value instanceof Json.JsonNumber(String literal)
                && literal.length() <= 7
                && literal.chars().allMatch(c -> c >= '0' && c <= '9')) {
            int rows = Integer.parseInt(literal);
            if (rows >= 1 && rows <= MOST_ROWS) {
                return OptionalInt.of(rows);
            }
        }
        throw new PolicyRefusedException("a number from 1 to " + MOST_ROWS + " belongs here", root.below("max_rows"));
    }

    static String digest(String document) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(document.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
