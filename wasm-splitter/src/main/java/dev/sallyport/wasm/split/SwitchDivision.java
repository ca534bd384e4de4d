package dev.sallyport.wasm.split;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Divides large switches into ranges of their selector: a small table chooses the range, and each range with the
/// cases that it alone leads to is a run that [ChunkPlan] can move out. Without it the table and a call for each of a
/// thousand cases stay behind in one function that is too large for HotSpot.
final class SwitchDivision {

    private static final int MOST_ENTRIES = 256;
    private static final int I32_SHR_U = 0x76;

    private final SplitSettings settings;
    private final ChunkPlan.Sizes sizes = new ChunkPlan.Sizes();
    private final int firstLocal;
    private int locals;

    /// @param firstLocal the first local that no code of the function uses
    SwitchDivision(SplitSettings settings, int firstLocal) {
        this.settings = settings;
        this.firstLocal = firstLocal;
    }

    /// How many i32 locals the divided switches need, from the first one on.
    int locals() {
        return locals;
    }

    List<Node> divide(List<Node> nodes) {
        return nodes.stream().map(this::divide).toList();
    }

    private Node divide(Node node) {
        if (!(node instanceof Node.Control control)) {
            return node;
        }
        if (sizes.of(control) > settings.maxChunkBytes()) {
            var found = Switch.in(control).filter(each -> each.table().size() > settings.minTableEntries());
            if (found.isPresent()) {
                Switch whole = found.get();
                var divided = new Switch(
                        whole.before(),
                        whole.table(),
                        whole.labels(),
                        whole.cases().stream().map(this::divide).toList(),
                        whole.end());
                for (int entries = MOST_ENTRIES; entries > 0; entries /= 2) {
                    var ranges = new Ranges(divided, entries, firstLocal + locals);
                    if (ranges.all().stream().allMatch(this::movesOut)) {
                        locals++;
                        return ranges.whole();
                    }
                }
            }
        }
        return new Node.Control(
                control.kind(),
                control.type(),
                control.results(),
                control.label(),
                divide(control.body()),
                divide(control.otherwise()));
    }

    private boolean movesOut(List<Node> range) {
        var scan = new RunScan();
        range.forEach(scan::add);
        return sizes.of(range) <= settings.maxChunkBytes()
                && scan.exitCount() <= settings.maxExits()
                && !scan.carries();
    }

    /// A switch, divided into ranges of equally many values of its selector.
    private static final class Ranges {

        private final Switch of;
        private final int entries;
        private final int selector;
        private final Set<Label> shared = new HashSet<>();
        private final Map<Label, Integer> rangeOf = new HashMap<>();
        private final List<List<Node>> all = new ArrayList<>();

        /// @param entries values in each, a power of two
        /// @param selector the local that keeps it
        Ranges(Switch of, int entries, int selector) {
            this.of = of;
            this.entries = entries;
            this.selector = selector;
            assign();
            for (int from = 0; from < values(); from += entries) {
                all.add(range(from));
            }
        }

        List<List<Node>> all() {
            return all;
        }

        /// What several ranges lead to, or other code, stays outside of them, and so does what lies beyond the table.
        private void assign() {
            for (int value = 0; value < values(); value++) {
                Integer other = rangeOf.putIfAbsent(of.table().get(value), value / entries);
                if (other != null && other != value / entries) {
                    shared.add(of.table().get(value));
                }
            }
            shared.add(of.table().getLast());
            shared.addAll(of.branchedTo());
        }

        private int values() {
            return of.table().size() - 1;
        }

        private List<Node> range(int from) {
            int to = Math.min(from + entries, values());
            var targets = new ArrayList<>(of.table().subList(from, to));
            if (to < from + entries) {
                targets.add(of.table().getLast());
            }
            List<Node> nodes = new ArrayList<>(List.of(
                    get(),
                    Opcodes.constant(from),
                    Opcodes.of(Opcodes.I32_SUB, 2, 1),
                    new Node.Branch(Node.BranchKind.BR_TABLE, targets)));
            for (int i = 0; i < of.labels().size(); i++) {
                Label label = of.labels().get(i);
                if (!shared.contains(label) && rangeOf.getOrDefault(label, -1) == from / entries) {
                    nodes = behind(label, nodes, of.cases().get(i));
                }
            }
            return nodes;
        }

        Node whole() {
            List<Label> starts = all.stream().map(_ -> new Label(0)).toList();
            var targets = new ArrayList<>(starts);
            targets.add(of.table().getLast());
            List<Node> nodes = new ArrayList<>(of.before());
            nodes.add(new Node.Local(Node.LocalUse.SET, selector));
            nodes.add(get());
            nodes.add(Opcodes.constant(Integer.numberOfTrailingZeros(entries)));
            nodes.add(Opcodes.of(I32_SHR_U, 2, 1));
            nodes.add(new Node.Branch(Node.BranchKind.BR_TABLE, targets));
            for (int i = 0; i < starts.size(); i++) {
                nodes = behind(starts.get(i), nodes, all.get(i));
            }
            for (int i = 0; i < of.labels().size(); i++) {
                if (shared.contains(of.labels().get(i))) {
                    nodes = behind(of.labels().get(i), nodes, of.cases().get(i));
                }
            }
            return block(of.end(), nodes);
        }

        private Node get() {
            return new Node.Local(Node.LocalUse.GET, selector);
        }

        private static List<Node> behind(Label label, List<Node> inside, List<Node> then) {
            var nodes = new ArrayList<Node>();
            nodes.add(block(label, inside));
            nodes.addAll(then);
            return nodes;
        }

        private static Node block(Label label, List<Node> body) {
            return new Node.Control(Node.ControlKind.BLOCK, Node.Control.NO_RESULT, 0, label, body, List.of());
        }
    }
}
