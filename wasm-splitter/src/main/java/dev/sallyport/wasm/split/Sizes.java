package dev.sallyport.wasm.split;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Approximate bytes of code per node, remembered for blocks.
final class Sizes {

    private final Map<Node, Integer> blocks = new IdentityHashMap<>();

    int of(List<Node> nodes) {
        int size = 0;
        for (Node node : nodes) {
            size += of(node);
        }
        return size;
    }

    int of(Node node) {
        return switch (node) {
            case Node.Plain plain -> plain.code().length;
            case Node.Unreachable _ -> 1;
            case Node.Local _ -> 2;
            case Node.ChunkCall _ -> 5;
            case Node.Branch branch -> 1 + 2 * branch.targets().size();
            case Node.Control control -> {
                Integer known = blocks.get(control);
                if (known == null) {
                    known = 4 + of(control.body()) + of(control.otherwise());
                    blocks.put(control, known);
                }
                yield known;
            }
        };
    }
}
