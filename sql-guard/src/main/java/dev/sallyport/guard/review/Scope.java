package dev.sallyport.guard.review;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Names of WITH queries that are visible at a place of the tree.
public final class Scope {

    public static final Scope EMPTY = new Scope(null);

    private final @Nullable Scope outer;
    private final Set<String> withQueries = new HashSet<>();

    private Scope(@Nullable Scope outer) {
        this.outer = outer;
    }

    public Scope inner() {
        return new Scope(this);
    }

    public void add(String withQuery) {
        withQueries.add(withQuery);
    }

    public boolean isWithQuery(String name) {
        for (Scope at = this; at != null; at = at.outer) {
            if (at.withQueries.contains(name)) {
                return true;
            }
        }
        return false;
    }
}
