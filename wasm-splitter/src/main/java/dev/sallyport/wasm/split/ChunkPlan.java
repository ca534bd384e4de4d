package dev.sallyport.wasm.split;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Decides which runs of one function's nodes move out, innermost blocks first, and puts calls in their places.
final class ChunkPlan {

    private final SplitSettings settings;
    private final Sizes sizes = new Sizes();
    private final List<Node.Chunk> chunks = new ArrayList<>();
    private final int firstFunction;

    /// @param firstFunction the index that the first chunk will have
    ChunkPlan(SplitSettings settings, int firstFunction) {
        this.settings = settings;
        this.firstFunction = firstFunction;
    }

    /// In the order of their functions; a chunk calls only earlier ones.
    List<Node.Chunk> chunks() {
        return chunks;
    }

    /// The nodes with runs replaced by calls.
    List<Node> reduce(List<Node> nodes) {
        return replaceRuns(nodes.stream().map(this::reduceInside).toList());
    }

    private Node reduceInside(Node node) {
        if (!(node instanceof Node.Control control) || fitsWhole(control)) {
            return node;
        }
        return new Node.Control(
                control.kind(),
                control.type(),
                control.results(),
                control.label(),
                reduce(control.body()),
                reduce(control.otherwise()));
    }

    private boolean fitsWhole(Node.Control control) {
        if (sizes.of(control) > settings.maxChunkBytes()) {
            return false;
        }
        var scan = new RunScan();
        scan.add(control);
        return !scan.carries() && scan.exitCount() <= settings.maxExits();
    }

    private List<Node> replaceRuns(List<Node> nodes) {
        var result = new ArrayList<Node>();
        int at = 0;
        while (at < nodes.size()) {
            int end = runFrom(nodes, at);
            if (end == at) {
                result.add(nodes.get(at++));
            } else {
                result.addAll(moveOut(nodes.subList(at, end)));
                at = end;
            }
        }
        return result;
    }

    /// The end of the longest run that starts at `from`, or `from` where none is long enough.
    private int runFrom(List<Node> nodes, int from) {
        var scan = new RunScan();
        int height = 0;
        int size = 0;
        int best = from;
        for (int i = from; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            Node.Effect effect = Node.Effect.of(node);
            size += sizes.of(node);
            if (size > settings.maxChunkBytes() || height < effect.pops()) {
                break;
            }
            scan.add(node);
            if (scan.carries() || scan.exitCount() > settings.maxExits()) {
                break;
            }
            height += effect.pushes() - effect.pops();
            if (size >= settings.minChunkBytes() && (height == 0 || effect.ends())) {
                best = i + 1;
            }
            if (effect.ends()) {
                break;
            }
        }
        return best;
    }

    private List<Node> moveOut(List<Node> run) {
        var scan = new RunScan();
        run.forEach(scan::add);
        Node.Chunk chunk = scan.toChunk(firstFunction + chunks.size(), run);
        chunks.add(chunk);
        boolean ends = Node.Effect.of(run.getLast()).ends();
        var call = new Node.ChunkCall(chunk);
        List<Label> exits = chunk.exits();
        return switch (exits.size()) {
            case 0 -> ends ? List.of(call, Opcodes.drop(), new Node.Unreachable()) : List.of(call, Opcodes.drop());
            case 1 ->
                ends
                        ? List.of(call, Opcodes.drop(), new Node.Branch(Node.BranchKind.BR, exits))
                        : List.of(call, new Node.Branch(Node.BranchKind.BR_IF, exits));
            default -> ends ? List.of(call, table(exits.getFirst(), exits)) : List.of(dispatch(call, exits));
        };
    }

    /// Exit 0 goes on behind the block.
    private static Node dispatch(Node call, List<Label> exits) {
        var goOn = new Label(0);
        return new Node.Control(
                Node.ControlKind.BLOCK, Node.Control.NO_RESULT, 0, goOn, List.of(call, table(goOn, exits)), List.of());
    }

    private static Node table(Label zero, List<Label> exits) {
        var targets = new ArrayList<Label>();
        targets.add(zero);
        targets.addAll(exits);
        return new Node.Branch(Node.BranchKind.BR_TABLE, targets);
    }

    /// Approximate bytes of code per node, remembered for blocks.
    static final class Sizes {

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
}
