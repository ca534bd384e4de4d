package dev.sallyport.wasm.split;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// The body of a chunk: load the locals, run, store the locals that it may have changed, return the exit.
final class ChunkFunction {

    private static final int FRAME = 0;

    private ChunkFunction() {}

    static byte[] body(Node.Chunk chunk, Frame frame) {
        var own = (BitSet) chunk.uses().clone();
        own.andNot(chunk.shared());
        int[] kept = new int[frame.offsets().length];
        Arrays.fill(kept, -1);
        var types = new WasmWriter();
        own.stream().forEach(local -> {
            kept[local] = 1 + types.size();
            types.u8(frame.types()[local]);
        });
        int exit = 1 + types.size();
        types.u8(FunctionType.I32);
        var mapping = new LocalMapping(frame, FRAME, kept, 1 + types.size());
        var access = AccessScan.of(chunk.nodes());

        var nodes = new ArrayList<Node>();
        own.stream().filter(local -> !access.writtenFirst(local)).forEach(local -> {
            nodes.add(get(FRAME));
            nodes.add(frame.load(local));
            nodes.add(new Node.Local(Node.LocalUse.SET, kept[local]));
        });
        nodes.addAll(withExits(mapping.map(chunk.nodes()), chunk.exits(), exit));
        own.stream().filter(access::written).forEach(local -> {
            nodes.add(get(FRAME));
            nodes.add(get(kept[local]));
            nodes.add(frame.store(local));
        });
        nodes.add(get(exit));
        return CodeWriter.function(types.bytes(mapping.extraTypes()).toBytes(), new Label(1), nodes);
    }

    /// Nests one block per exit around the run, each carrying the label that the run branches to.
    private static List<Node> withExits(List<Node> run, List<Label> exits, int exit) {
        if (exits.isEmpty()) {
            return run;
        }
        var done = new Label(0);
        List<Node> inside = run;
        for (int i = 0; i < exits.size(); i++) {
            var around = new ArrayList<Node>();
            var leave = new ArrayList<>(inside);
            leave.add(new Node.Branch(Node.BranchKind.BR, List.of(done)));
            around.add(block(exits.get(i), leave));
            around.add(Opcodes.constant(i + 1));
            around.add(new Node.Local(Node.LocalUse.SET, exit));
            inside = around;
        }
        return List.of(block(done, inside));
    }

    private static Node block(Label label, List<Node> body) {
        return new Node.Control(Node.ControlKind.BLOCK, Node.Control.NO_RESULT, 0, label, body, List.of());
    }

    private static Node get(int local) {
        return new Node.Local(Node.LocalUse.GET, local);
    }
}
