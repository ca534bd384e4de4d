package dev.sallyport.guard.review;

import dev.sallyport.guard.tree.Node;
import java.util.HashSet;
import java.util.Set;

/// What the earlier statements of a text did that matters for judging the later ones. Not thread-safe.
public final class FileState {

    private static final String USUAL_SCHEMA = "public";

    private final Set<String> createdTables = new HashSet<>();
    private final Set<String> validatedTables = new HashSet<>();
    private boolean inTransaction;
    private boolean lockTimeout;
    private boolean schemaChanged;
    private boolean warnedOfLockTimeout;

    public void created(Node rangeVar) {
        createdTables.add(key(Names.ofRelation(rangeVar)));
    }

    /// Whether a table of that name was made by the same text.
    public boolean isNew(Names table) {
        return createdTables.contains(key(table));
    }

    private static String key(Names table) {
        return table.schema().equals(USUAL_SCHEMA) ? table.name() : table.toString();
    }

    /// Whether the table was made by the same text, so that nobody uses it yet.
    public boolean isNew(Node rangeVar) {
        return createdTables.contains(key(Names.ofRelation(rangeVar)));
    }

    public void validated(Node rangeVar) {
        validatedTables.add(key(Names.ofRelation(rangeVar)));
    }

    /// Whether a constraint of the table was validated before, which SET NOT NULL then uses.
    public boolean isValidated(Node rangeVar) {
        return validatedTables.contains(key(Names.ofRelation(rangeVar)));
    }

    public void transaction(boolean open) {
        inTransaction = open;
        schemaChanged = false;
    }

    public boolean inTransaction() {
        return inTransaction;
    }

    public void setsLockTimeout() {
        lockTimeout = true;
    }

    /// Whether to speak of a missing lock_timeout; once per text.
    public boolean lacksLockTimeout() {
        boolean lacks = !lockTimeout && !warnedOfLockTimeout;
        warnedOfLockTimeout |= lacks;
        return lacks;
    }

    public void changesSchema() {
        schemaChanged = true;
    }

    public boolean schemaChangedInTransaction() {
        return inTransaction && schemaChanged;
    }
}
