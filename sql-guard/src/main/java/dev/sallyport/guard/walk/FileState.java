package dev.sallyport.guard.walk;

import dev.sallyport.guard.tree.Node;
import java.util.HashSet;
import java.util.Set;

/// What the earlier statements of a text did that matters for judging the later ones. Not thread-safe.
public final class FileState {

    private final Set<String> createdTables = new HashSet<>();
    private final Set<String> validatedTables = new HashSet<>();
    private boolean inTransaction;
    private boolean lockTimeout;
    private boolean schemaChanged;
    private boolean warnedOfLockTimeout;

    void created(Node rangeVar) {
        createdTables.add(Names.ofRelation(rangeVar).toString());
    }

    /// Whether the table was made by the same text, so that nobody uses it yet.
    boolean isNew(Node rangeVar) {
        return createdTables.contains(Names.ofRelation(rangeVar).toString());
    }

    void validated(Node rangeVar) {
        validatedTables.add(Names.ofRelation(rangeVar).toString());
    }

    /// Whether a constraint of the table was validated before, which SET NOT NULL then uses.
    boolean isValidated(Node rangeVar) {
        return validatedTables.contains(Names.ofRelation(rangeVar).toString());
    }

    void transaction(boolean open) {
        inTransaction = open;
        schemaChanged = false;
    }

    boolean inTransaction() {
        return inTransaction;
    }

    void setsLockTimeout() {
        lockTimeout = true;
    }

    /// Whether to speak of a missing lock_timeout; once per text.
    boolean lacksLockTimeout() {
        boolean lacks = !lockTimeout && !warnedOfLockTimeout;
        warnedOfLockTimeout |= lacks;
        return lacks;
    }

    void changesSchema() {
        schemaChanged = true;
    }

    boolean schemaChangedInTransaction() {
        return inTransaction && schemaChanged;
    }
}
