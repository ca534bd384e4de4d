package dev.sallyport.guard.policy;

import dev.sallyport.guard.facts.StatementKind;
import dev.sallyport.guard.rules.Decision;
import dev.sallyport.guard.rules.Purpose;
import dev.sallyport.guard.rules.Rule;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What an integration permits. Made by [PolicyCompiler]; immutable and safe to share.
///
/// Two policies of the same [#digest] judge alike, whatever their versions.
public final class Policy {

    /// Permits what the purpose permits, with every rule's default.
    public static final Policy STANDARD = standard();

    private static final Set<StatementKind> READS =
            EnumSet.of(StatementKind.SELECT, StatementKind.EXPLAIN, StatementKind.SHOW);
    private static final Set<StatementKind> WRITES =
            EnumSet.of(StatementKind.INSERT, StatementKind.UPDATE, StatementKind.DELETE, StatementKind.MERGE);

    /// How a rule is set by a policy.
    enum Setting {
        OFF,
        ALLOWED,
        NEEDS_APPROVAL,
        BLOCKED
    }

    private final PolicyParts parts;
    private final TokenizedNames tokenized;
    private final long version;
    private final String digest;

    Policy(PolicyParts parts, TokenizedNames tokenized, long version, String digest) {
        this.parts = parts;
        this.tokenized = tokenized;
        this.version = version;
        this.digest = digest;
    }

    /// The same policy with tokenized columns besides its own: `column` in whatever table,
    /// `table.column` or
    /// `schema.table.column`. It has another digest.
    public Policy tokenizing(Set<String> names) {
        if (names.isEmpty()) {
            return this;
        }
        String more = digest + "\n" + String.join("\n", new TreeSet<>(names));
        return new Policy(parts, tokenized.and(names, parts.defaultSchema()), version, PolicyCompiler.digest(more));
    }

    private static Policy standard() {
        try {
            return PolicyCompiler.compile("{}", 0);
        } catch (PolicyRefusedException e) {
            throw new IllegalStateException(e);
        }
    }

    public long version() {
        return version;
    }

    /// SHA-256 of the document, and of what was added to it, in hex.
    public String digest() {
        return digest;
    }

    public Mode mode() {
        return parts.mode();
    }

    /// Most rows that an answer may have.
    public OptionalInt maxRows() {
        return parts.maxRows();
    }

    /// Whether values must come as parameters.
    public boolean parametersRequired() {
        return parts.parametersRequired();
    }

    /// What a name without a schema means, as the proxy's connections have it in search_path.
    public String defaultSchema() {
        return parts.defaultSchema();
    }

    /// Whether a statement of the kind may run, or be reviewed favourably, for the purpose.
    public boolean permits(StatementKind kind, Purpose purpose) {
        Set<StatementKind> listed = parts.operations();
        boolean byPolicy = listed == null || listed.contains(kind);
        return switch (purpose) {
            case QUERY -> byPolicy && READS.contains(kind);
            case EXECUTE -> byPolicy && WRITES.contains(kind);
            case TRANSACTION -> byPolicy && (WRITES.contains(kind) || kind == StatementKind.SELECT);
            case EVALUATE -> byPolicy;
        };
    }

    /// The decision on a hit; empty when the policy turns the rule off.
    public Optional<Decision> decision(Rule rule, Decision usual) {
        Setting setting = parts.rules().get(rule);
        if (setting == null) {
            return Optional.of(usual);
        }
        return switch (setting) {
            case OFF -> Optional.empty();
            case ALLOWED -> Optional.of(Decision.ALLOWED);
            case NEEDS_APPROVAL -> Optional.of(Decision.NEEDS_APPROVAL);
            case BLOCKED -> Optional.of(Decision.BLOCKED);
        };
    }

    /// Whether the policy says anything of the rule.
    public boolean sets(Rule rule) {
        return parts.rules().containsKey(rule);
    }

    /// @param schema empty when the statement does not say
    public boolean permitsTable(String schema, String table) {
        String in = resolve(schema);
        List<TablePattern> allow = parts.tablesAllowed();
        return parts.tablesDenied().stream().noneMatch(pattern -> pattern.matches(in, table))
                && (allow == null || allow.stream().anyMatch(pattern -> pattern.matches(in, table)));
    }

    /// Whether the policy lists the system relation by name or schema.
    public boolean listsTable(String schema, String table) {
        List<TablePattern> allow = parts.tablesAllowed();
        return allow != null && allow.stream().anyMatch(pattern -> pattern.matches(schema, table));
    }

    /// Null when the table's columns are not restricted.
    public @Nullable ColumnRight columns(String schema, String table) {
        return parts.columns().get(resolve(schema) + "." + table);
    }

    public boolean restrictsColumns() {
        return !parts.columns().isEmpty();
    }

    /// Columns of the table whose values are tokens.
    public Set<String> tokenized(String schema, String table) {
        return tokenized.of(resolve(schema) + "." + table);
    }

    public boolean addsFunction(String schema, String name) {
        return adds(parts.functionsAdded(), schema, name);
    }

    public boolean removesFunction(String schema, String name) {
        return parts.functionsRemoved().contains(name)
                || parts.functionsRemoved().contains(schema + "." + name);
    }

    public boolean addsType(String schema, String name) {
        return adds(parts.typesAdded(), schema, name);
    }

    public boolean addsOperator(String schema, String name) {
        return adds(parts.operatorsAdded(), schema, name);
    }

    private boolean adds(Set<String> added, String schema, String name) {
        return added.contains(resolve(schema) + "." + name)
                || resolve(schema).equals(parts.defaultSchema()) && added.contains(name);
    }

    private String resolve(String schema) {
        return schema.isEmpty() ? parts.defaultSchema() : schema;
    }

    Map<Rule, Setting> settings() {
        return parts.rules();
    }
}
