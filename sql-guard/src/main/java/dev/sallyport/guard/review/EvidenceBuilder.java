package dev.sallyport.guard.review;

import dev.sallyport.guard.facts.Evidence;
import dev.sallyport.guard.facts.Evidence.Topic;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Collects the evidence of one statement, up to a bound. Not thread-safe.
public final class EvidenceBuilder {

    private static final int MOST = 2_000;

    private final Map<Topic, Set<List<String>>> entries = new EnumMap<>(Topic.class);
    private int size;
    private boolean complete = true;

    public void add(Topic topic, String... entry) {
        if (size >= MOST) {
            complete = false;
        } else if (entries.computeIfAbsent(topic, _ -> new LinkedHashSet<>()).add(List.of(entry))) {
            size++;
        }
    }

    public void add(Topic topic, Names name) {
        add(topic, name.schema(), name.name());
    }

    Evidence build() {
        return new Evidence(complete, entries);
    }
}
