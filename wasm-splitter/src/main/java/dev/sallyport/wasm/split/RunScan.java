package dev.sallyport.wasm.split;

import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Gathers what a run of nodes needs from outside: the labels that it branches to and the locals that it names.
/// Nodes are added from left to right.
final class RunScan {

    private final Set<Label> inner = new HashSet<>();
    private final LinkedHashSet<Label> exits = new LinkedHashSet<>();
    private final BitSet locals = new BitSet();
    private final BitSet shared = new BitSet();
    private boolean carries;

    void add(Node node) {
        switch (node) {
            case Node.Plain _, Node.Unreachable _ -> {}
            case Node.ChunkCall call -> {
                shared.or(call.chunk().uses());
                shared.or(call.chunk().shared());
            }
            case Node.Local local -> locals.set(local.index());
            case Node.Branch branch -> branch.targets().forEach(this::target);
            case Node.Control control -> {
                inner.add(control.label());
                control.body().forEach(this::add);
                control.otherwise().forEach(this::add);
            }
        }
    }

    private void target(Label target) {
        if (!inner.contains(target)) {
            exits.add(target);
            carries |= target.carried() > 0;
        }
    }

    /// Some exit takes a value along, which a chunk cannot.
    boolean carries() {
        return carries;
    }

    int exitCount() {
        return exits.size();
    }

    Node.Chunk toChunk(int function, List<Node> nodes) {
        return new Node.Chunk(function, List.copyOf(nodes), List.copyOf(exits), locals, shared);
    }
}
