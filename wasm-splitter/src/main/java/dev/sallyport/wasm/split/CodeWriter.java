package dev.sallyport.wasm.split;

import java.util.ArrayList;
import java.util.List;

/// Writes nodes as WebAssembly code; labels become depths again.
final class CodeWriter {

    private final WasmWriter out = new WasmWriter();
    private final List<Label> open = new ArrayList<>();

    /// The bytes of a function: its locals (beyond the parameters), its code, `end`.
    ///
    /// @param extraLocals value types, one per local
    static byte[] function(byte[] extraLocals, Label end, List<Node> nodes) {
        var writer = new CodeWriter();
        writer.locals(extraLocals);
        writer.open.add(end);
        nodes.forEach(writer::node);
        return writer.out.u8(Opcodes.END).toBytes();
    }

    private void locals(byte[] types) {
        int groups = 0;
        var grouped = new WasmWriter();
        for (int i = 0; i < types.length; ) {
            int next = i;
            while (next < types.length && types[next] == types[i]) {
                next++;
            }
            grouped.u32(next - i).u8(types[i]);
            groups++;
            i = next;
        }
        out.u32(groups).bytes(grouped.toBytes());
    }

    private void node(Node node) {
        switch (node) {
            case Node.Plain plain -> out.bytes(plain.code());
            case Node.Unreachable _ -> out.u8(Opcodes.UNREACHABLE);
            case Node.Local local -> out.u8(local.use().opcode()).u32(local.index());
            case Node.ChunkCall _ -> throw new IllegalStateException("a chunk call without its frame");
            case Node.Branch branch -> branch(branch);
            case Node.Control control -> control(control);
        }
    }

    private void branch(Node.Branch branch) {
        out.u8(branch.kind().opcode());
        if (branch.kind() == Node.BranchKind.BR_TABLE) {
            out.u32(branch.targets().size() - 1);
        }
        for (Label target : branch.targets()) {
            out.u32(open.size() - 1 - open.lastIndexOf(target));
        }
    }

    private void control(Node.Control control) {
        out.u8(control.kind().opcode()).u8(control.type());
        open.add(control.label());
        control.body().forEach(this::node);
        if (!control.otherwise().isEmpty()) {
            out.u8(Opcodes.ELSE);
            control.otherwise().forEach(this::node);
        }
        open.removeLast();
        out.u8(Opcodes.END);
    }
}
