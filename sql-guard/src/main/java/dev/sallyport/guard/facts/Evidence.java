package dev.sallyport.guard.facts;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Everything that a policy can ask about a statement, told without its text, its constants and any
/// policy: what a
/// verdict under another policy needs.
///
/// @param complete false when a bound was reached, so that something may be missing
/// @param entries names as PostgreSQL stores them, in the order that each [Topic] says
public record Evidence(boolean complete, Map<Topic, Set<List<String>>> entries) {

    /// What an entry tells. A schema is empty where the statement does not say.
    public enum Topic {
        /// rule, decision: a hit that no content of a policy brings about, and what it leads to by default
        FIXED,
        /// kind: a WITH query of a statement that is not a read
        NESTED,
        /// schema, name: a relation, WITH queries left out
        RELATION,
        /// schema, name: a function that is called
        CALL,
        /// schema, name: a type that is not PostgreSQL's own
        TYPE,
        /// schema, name: an operator that is not PostgreSQL's own
        OPERATOR,
        /// nothing: a literal stands where a parameter could
        LITERAL,
        /// schema, table, column (empty: any), `parameter` or `other`: what feeds a column
        FED,
        /// schema, name, name in the statement, `target` or empty: a place where a relation is named,
        /// WITH queries too
        RANGE,
        /// nothing: rows come from something else than a relation
        OTHER_SOURCE,
        /// name in the statement, column
        QUALIFIED,
        /// column of JOIN … USING
        USING,
        /// name in the statement: `t.*`
        STAR,
        /// column or whole row without a table
        BARE,
        /// the same in ORDER BY, where it may mean an output column
        SORTED,
        /// name of an output column
        OUTPUT,
        /// schema, name: all columns of a relation are handed on
        WHOLE_ROW,
        /// schema, table, column
        WRITTEN
    }

    /// Of a text that was not understood.
    public static final Evidence NONE = new Evidence(false, Map.of());

    public Evidence {
        var copy = new EnumMap<Topic, Set<List<String>>>(Topic.class);
        entries.forEach((topic, all) -> copy.put(topic, Collections.unmodifiableSet(all)));
        entries = Collections.unmodifiableMap(copy);
    }

    public Set<List<String>> of(Topic topic) {
        return entries.getOrDefault(topic, Set.of());
    }

    public boolean has(Topic topic) {
        return entries.containsKey(topic);
    }
}
