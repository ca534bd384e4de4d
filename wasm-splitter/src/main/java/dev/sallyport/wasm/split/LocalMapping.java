package dev.sallyport.wasm.split;

import java.util.ArrayList;
import java.util.List;

/// Rewrites one body's uses of the original locals: to locals of the new function where it keeps its own copy, else to
/// the frame in memory.
final class LocalMapping {

    private final Frame frame;
    private final int frameLocal;
    private final int[] kept;
    private final int fixedLocals;
    private final WasmWriter extraTypes = new WasmWriter();
    private final int[] temporaries = new int[128];

    /// @param frameLocal the new function's local that holds the frame's address
    /// @param kept the new function's local by original local; -1 for those that stay in memory
    /// @param fixedLocals how many locals the new function has already
    LocalMapping(Frame frame, int frameLocal, int[] kept, int fixedLocals) {
        this.frame = frame;
        this.frameLocal = frameLocal;
        this.kept = kept;
        this.fixedLocals = fixedLocals;
    }

    /// Value types of the temporaries that `map` needed, behind the fixed locals.
    byte[] extraTypes() {
        return extraTypes.toBytes();
    }

    List<Node> map(List<Node> nodes) {
        var mapped = new ArrayList<Node>();
        nodes.forEach(node -> map(node, mapped));
        return mapped;
    }

    private void map(Node node, List<Node> to) {
        switch (node) {
            case Node.Plain _, Node.Unreachable _, Node.Branch _ -> to.add(node);
            case Node.Local local
            when kept[local.index()] >= 0 -> to.add(new Node.Local(local.use(), kept[local.index()]));
            case Node.Local local -> inMemory(local, to);
            case Node.ChunkCall call -> {
                to.add(frameAddress());
                to.add(Opcodes.of(Opcodes.CALL, call.chunk().function(), 1, 1));
            }
            case Node.Control control ->
                to.add(new Node.Control(
                        control.kind(),
                        control.type(),
                        control.results(),
                        control.label(),
                        map(control.body()),
                        map(control.otherwise())));
        }
    }

    private void inMemory(Node.Local local, List<Node> to) {
        if (local.use() == Node.LocalUse.GET) {
            to.add(frameAddress());
            to.add(frame.load(local.index()));
            return;
        }
        int temporary = temporary(frame.types()[local.index()]);
        to.add(new Node.Local(local.use(), temporary));
        if (local.use() == Node.LocalUse.TEE) {
            to.removeLast();
            to.add(new Node.Local(Node.LocalUse.SET, temporary));
        }
        to.add(frameAddress());
        to.add(new Node.Local(Node.LocalUse.GET, temporary));
        to.add(frame.store(local.index()));
        if (local.use() == Node.LocalUse.TEE) {
            to.add(new Node.Local(Node.LocalUse.GET, temporary));
        }
    }

    private Node frameAddress() {
        return new Node.Local(Node.LocalUse.GET, frameLocal);
    }

    private int temporary(byte type) {
        if (temporaries[type] == 0) {
            temporaries[type] = fixedLocals + extraTypes.size();
            extraTypes.u8(type);
        }
        return temporaries[type];
    }
}
