package dev.sallyport.guard.replay;

import dev.sallyport.guard.facts.Evidence;
import dev.sallyport.guard.facts.Evidence.Topic;
import dev.sallyport.guard.policy.ColumnRight;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.rules.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Which columns may be named, from facts: the same reading as that of the walk over the statement's tree.
final class ColumnFacts {

    private final Evidence evidence;
    private final Policy policy;
    private final Map<String, List<ColumnRight>> restricted = new HashMap<>();
    private boolean others;

    ColumnFacts(Evidence evidence, Policy policy) {
        this.evidence = evidence;
        this.policy = policy;
        others = evidence.has(Topic.OTHER_SOURCE);
        for (List<String> range : evidence.of(Topic.RANGE)) {
            ColumnRight right = policy.columns(range.get(0), range.get(1));
            if (right == null) {
                others = true;
            } else {
                put(range.get(2), right);
                if (range.get(3).equals("target")) {
                    put("excluded", right);
                }
            }
        }
    }

    private void put(String name, ColumnRight right) {
        restricted.computeIfAbsent(name, _ -> new ArrayList<>()).add(right);
    }

    void judge(Consumer<Rule> hit) {
        if (restricted.isEmpty()) {
            return;
        }
        evidence.of(Topic.BARE).forEach(name -> bare(name.getFirst(), false, hit));
        for (List<String> name : evidence.of(Topic.SORTED)) {
            bare(name.getFirst(), evidence.of(Topic.OUTPUT).contains(name), hit);
        }
        for (List<String> column : evidence.of(Topic.USING)) {
            if (!permitsBare(column.getFirst())) {
                hit.accept(Rule.OBJ_002);
            }
        }
        for (List<String> column : evidence.of(Topic.QUALIFIED)) {
            if (restricted.getOrDefault(column.get(0), List.of()).stream()
                    .anyMatch(right -> !right.permits(column.get(1)))) {
                hit.accept(Rule.OBJ_002);
            }
        }
        for (List<String> star : evidence.of(Topic.STAR)) {
            if (restricted.containsKey(star.getFirst())) {
                hit.accept(Rule.OBJ_004);
            }
        }
        for (List<String> whole : evidence.of(Topic.WHOLE_ROW)) {
            if (policy.columns(whole.get(0), whole.get(1)) != null) {
                hit.accept(Rule.OBJ_004);
            }
        }
        for (List<String> written : evidence.of(Topic.WRITTEN)) {
            ColumnRight right = policy.columns(written.get(0), written.get(1));
            if (right != null && !right.permits(written.get(2))) {
                hit.accept(Rule.OBJ_002);
            }
        }
    }

    private void bare(String name, boolean output, Consumer<Rule> hit) {
        if (restricted.containsKey(name)) {
            hit.accept(Rule.OBJ_004);
        } else if (!output && !permitsBare(name)) {
            hit.accept(Rule.OBJ_002);
        }
    }

    private boolean permitsBare(String column) {
        List<ColumnRight> rights =
                restricted.values().stream().flatMap(List::stream).toList();
        return rights.stream().noneMatch(right -> right.mask().contains(column))
                && (others || rights.stream().anyMatch(right -> right.permits(column)));
    }
}
