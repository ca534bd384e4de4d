package dev.sallyport.guard.proof;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The tables that an honest statement needs, made from what the server says is missing; a column's type is guessed
/// from its name.
final class Furniture {

    private static final int MOST = 60;
    private static final Pattern RELATION = Pattern.compile("relation \".*\" does not exist");
    private static final Pattern COLUMN =
            Pattern.compile("column (?:\"([^\"]+)\"|\"?([^\". ]+)\"?\\.\"?([^\" ]+)\"?) does not exist");
    private static final Pattern USING =
            Pattern.compile("column \"([^\"]+)\" specified in USING clause does not exist");

    private static final Map<Pattern, String> TYPES = types();

    private final Connection owner;
    private final List<String> tables;
    private final List<String> made = new ArrayList<>();

    /// @param tables that the statement names, quoted
    Furniture(Connection owner, List<String> tables) {
        this.owner = owner;
        this.tables = tables;
    }

    private static Map<Pattern, String> types() {
        var types = new LinkedHashMap<Pattern, String>();
        types.put(Pattern.compile(".*(_ids|tags|roles|labels)"), "text[]");
        types.put(Pattern.compile("during|period|validity"), "tstzrange");
        types.put(Pattern.compile("(ip|addr|address_inet)"), "inet");
        types.put(Pattern.compile("search|search_vector|tsv|document_vector"), "tsvector");
        types.put(
                Pattern.compile(
                        "(?i)(is_|has_|can_).*|vip|active|enabled|paid|archived|deleted|read|published|featured|confirmed|open|verified"
                                + "|refunded|shipped|internal|resolved|critical|taxable|muted|locked"),
                "boolean");
        types.put(
                Pattern.compile(
                        "(?i).*(_at|_on|_date|date|time|timestamp|_since|_until|_from|_to|expires|day|at|ts|month)"),
                "timestamptz");
        types.put(
                Pattern.compile(
                        "(?i)(data|meta|metadata|payload|attrs|settings|props|properties|details|extra|context|body_json|profile|specs|config|json.*)"),
                "jsonb");
        types.put(
                Pattern.compile(
                        "(?i).*(id|count|qty|quantity|total|amount|price|score|limit|balance|depth|size|version|rank|position|number|num|stock|age|year|duration.*|minutes|seconds|hours|rating|discount|value|cents|weight|bytes|points|tries|seats|capacity|salary|tax|fee|cost|latency.*|x|y|a|b|n|[kv])"),
                "numeric");
        return types;
    }

    /// Makes what the refusal says is missing; false when there is nothing to make.
    boolean mend(RawStatement.Answer refused) {
        if (made.size() >= MOST) {
            return false;
        }
        Matcher relation = RELATION.matcher(refused.message());
        Matcher column = COLUMN.matcher(refused.message());
        Matcher using = USING.matcher(refused.message());
        if (relation.find()) {
            return tables.stream().anyMatch(this::table);
        }
        if (using.find()) {
            return everywhere(using.group(1));
        }
        if (column.find()) {
            return column.group(1) == null ? everywhere(column.group(3)) : first(column.group(1));
        }
        return false;
    }

    private boolean table(String name) {
        int dot = name.indexOf("\".\"");
        if (dot > 0) {
            run("CREATE SCHEMA IF NOT EXISTS " + name.substring(0, dot + 1));
        }
        return run("CREATE TABLE " + name + " (id numeric PRIMARY KEY)");
    }

    private boolean everywhere(String column) {
        boolean added = false;
        for (String table : tables) {
            added |= add(table, column);
        }
        return added;
    }

    private boolean first(String column) {
        for (String table : tables) {
            if (add(table, column)) {
                return true;
            }
        }
        return false;
    }

    private boolean add(String table, String column) {
        String ddl = "ALTER TABLE " + table + " ADD \"" + column + "\" " + typeOf(column);
        return !made.contains(ddl) && run(ddl);
    }

    private static String typeOf(String column) {
        return TYPES.entrySet().stream()
                .filter(entry -> entry.getKey().matcher(column).matches())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("text");
    }

    private boolean run(String sql) {
        made.add(sql);
        try (Statement statement = owner.createStatement()) {
            statement.execute(sql);
            return true;
        } catch (SQLException e) {
            return false;
        }
    }
}
