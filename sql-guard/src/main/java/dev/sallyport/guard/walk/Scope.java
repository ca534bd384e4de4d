package dev.sallyport.guard.walk;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Names of WITH queries that are visible at a place of the tree.
final class Scope {

    static final Scope EMPTY = new Scope(null);

    private final @Nullable Scope outer;
    private final Set<String> withQueries = new HashSet<>();

    private Scope(@Nullable Scope outer) {
        this.outer = outer;
    }

    Scope inner() {
        return new Scope(this);
    }

    void add(String withQuery) {
        withQueries.add(withQuery);
    }

    boolean isWithQuery(String name) {
        for (Scope at = this; at != null; at = at.outer) {
            if (at.withQueries.contains(name)) {
                return true;
            }
        }
        return false;
    }
}
