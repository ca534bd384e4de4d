package dev.sallyport.wasm.split;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A switch as a compiler writes it: blocks nested as deep as there are cases, a table of branches in the innermost,
/// behind each block the case that its label leads to.
///
/// @param before up to the selector, which it leaves on the operand stack
/// @param table where each value of the selector leads to; the last for all values beyond
/// @param labels of the cases, innermost first
/// @param cases each of them ends with a branch, so that their order does not matter
/// @param end of the whole
record Switch(List<Node> before, List<Label> table, List<Label> labels, List<List<Node>> cases, Label end) {

    /// Empty where no block of the nest ends with a table. Where several do, the largest table is the switch's: cases
    /// end with small ones once their code has moved out.
    static Optional<Switch> in(Node.Control outermost) {
        List<Node.Control> levels = levels(outermost);
        int innermost = 0;
        for (int i = 1; i < levels.size(); i++) {
            if (tableAtEnd(levels.get(i)).size()
                    > tableAtEnd(levels.get(innermost)).size()) {
                innermost = i;
            }
        }
        List<Label> table = tableAtEnd(levels.get(innermost));
        if (innermost == 0 || table.isEmpty()) {
            return Optional.empty();
        }
        var labels = new ArrayList<Label>();
        var cases = new ArrayList<List<Node>>();
        for (int i = innermost; i > 0; i--) {
            Node.Control around = levels.get(i - 1);
            labels.add(levels.get(i).label());
            cases.add(ended(around.body().subList(1, around.body().size()), around.label()));
        }
        List<Node> inside = levels.get(innermost).body();
        return Optional.of(new Switch(inside.subList(0, inside.size() - 1), table, labels, cases, outermost.label()));
    }

    private static List<Label> tableAtEnd(Node.Control control) {
        return !control.body().isEmpty()
                        && control.body().getLast() instanceof Node.Branch branch
                        && branch.kind() == Node.BranchKind.BR_TABLE
                ? branch.targets()
                : List.of();
    }

    /// Labels that something else than the table branches to.
    Set<Label> branchedTo() {
        var found = new HashSet<Label>();
        before.forEach(node -> targets(node, found));
        cases.forEach(each -> each.forEach(node -> targets(node, found)));
        return found;
    }

    private static List<Node.Control> levels(Node.Control outermost) {
        var levels = new ArrayList<Node.Control>();
        Node.Control at = outermost;
        while (isPlainBlock(at)) {
            levels.add(at);
            if (at.body().isEmpty() || !(at.body().getFirst() instanceof Node.Control inner)) {
                return levels;
            }
            at = inner;
        }
        return levels.isEmpty() ? List.of(outermost) : levels;
    }

    private static boolean isPlainBlock(Node.Control control) {
        return control.kind() == Node.ControlKind.BLOCK && control.results() == 0;
    }

    private static List<Node> ended(List<Node> nodes, Label next) {
        if (!nodes.isEmpty() && Node.Effect.of(nodes.getLast()).ends()) {
            return nodes;
        }
        var ended = new ArrayList<>(nodes);
        ended.add(new Node.Branch(Node.BranchKind.BR, List.of(next)));
        return ended;
    }

    private static void targets(Node node, Set<Label> found) {
        switch (node) {
            case Node.Plain _, Node.Unreachable _, Node.Local _, Node.ChunkCall _ -> {}
            case Node.Branch branch -> found.addAll(branch.targets());
            case Node.Control control -> {
                control.body().forEach(each -> targets(each, found));
                control.otherwise().forEach(each -> targets(each, found));
            }
        }
    }
}
