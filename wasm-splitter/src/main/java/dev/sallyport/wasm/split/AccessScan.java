package dev.sallyport.wasm.split;

import java.util.BitSet;
import java.util.List;

/// Which locals a run may change, and which it surely writes before it reads them or leaves.
final class AccessScan {

    private final BitSet written = new BitSet();
    private final BitSet read = new BitSet();
    private final BitSet writtenFirst = new BitSet();
    private boolean certain = true;

    private AccessScan() {}

    static AccessScan of(List<Node> nodes) {
        var scan = new AccessScan();
        nodes.forEach(scan::visit);
        return scan;
    }

    boolean written(int local) {
        return written.get(local);
    }

    boolean writtenFirst(int local) {
        return writtenFirst.get(local);
    }

    private void visit(Node node) {
        switch (node) {
            case Node.Plain _, Node.ChunkCall _, Node.Unreachable _ -> {}
            case Node.Local local -> visit(local);
            case Node.Branch _ -> certain = false;
            case Node.Control control -> {
                certain &= control.kind() == Node.ControlKind.BLOCK;
                control.body().forEach(this::visit);
                control.otherwise().forEach(this::visit);
            }
        }
    }

    private void visit(Node.Local local) {
        if (local.use() == Node.LocalUse.GET) {
            read.set(local.index());
            return;
        }
        written.set(local.index());
        if (certain && !read.get(local.index())) {
            writtenFirst.set(local.index());
        }
    }
}
