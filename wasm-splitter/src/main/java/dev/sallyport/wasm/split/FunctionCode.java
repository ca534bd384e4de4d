package dev.sallyport.wasm.split;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A function, decoded. Instructions that no path reaches (after an unconditional branch, up to the end of the block)
/// are left out.
///
/// @param locals the value types of parameters and locals, by index
/// @param end the label that `return` goes to
record FunctionCode(FunctionType type, byte[] locals, Label end, List<Node> nodes) {

    static FunctionCode decode(WasmModule module, int function) {
        var in = new WasmReader(module.body(function));
        FunctionType type = module.typeOf(function);
        byte[] locals = locals(type, in);
        var end = new Label(type.results().length);
        var decoder = new Decoder(module, in);
        decoder.labels.add(end);
        List<Node> nodes = decoder.sequence();
        return new FunctionCode(type, locals, end, nodes);
    }

    /// With some i32 locals more.
    FunctionCode withLocals(int more) {
        byte[] all = Arrays.copyOf(locals, locals.length + more);
        Arrays.fill(all, locals.length, all.length, FunctionType.I32);
        return new FunctionCode(type, all, end, nodes);
    }

    private static byte[] locals(FunctionType type, WasmReader in) {
        var all = new WasmWriter().bytes(type.params());
        int groups = in.u32();
        for (int i = 0; i < groups; i++) {
            int count = in.u32();
            int valueType = in.u8();
            for (int j = 0; j < count; j++) {
                all.u8(valueType);
            }
        }
        return all.toBytes();
    }

    private static final class Decoder {

        private final WasmModule module;
        private final WasmReader in;
        private final List<Label> labels = new ArrayList<>();

        Decoder(WasmModule module, WasmReader in) {
            this.module = module;
            this.in = in;
        }

        /// Up to, but without, `end` or `else`.
        List<Node> sequence() {
            var nodes = new ArrayList<Node>();
            boolean reached = true;
            for (int opcode = in.peek(); opcode != Opcodes.END && opcode != Opcodes.ELSE; opcode = in.peek()) {
                Node node = node(opcode);
                if (reached) {
                    nodes.add(node);
                    reached = !Node.Effect.of(node).ends();
                }
            }
            return nodes;
        }

        private Node node(int opcode) {
            if (opcode >= Opcodes.BLOCK && opcode <= Opcodes.IF) {
                return control();
            }
            if (opcode >= Opcodes.BR && opcode <= Opcodes.BR_TABLE) {
                return branch();
            }
            if (opcode == Opcodes.RETURN) {
                in.u8();
                return new Node.Branch(Node.BranchKind.BR, List.of(labels.getFirst()));
            }
            if (opcode >= Opcodes.LOCAL_GET && opcode <= Opcodes.LOCAL_TEE) {
                return new Node.Local(Node.LocalUse.values()[in.u8() - Opcodes.LOCAL_GET], in.u32());
            }
            if (opcode == Opcodes.UNREACHABLE) {
                in.u8();
                return new Node.Unreachable();
            }
            return Opcodes.plain(in, module);
        }

        private Node control() {
            var kind = Node.ControlKind.values()[in.u8() - Opcodes.BLOCK];
            int type = in.u8();
            if ((type & 0xC0) != 0x40) {
                throw new SplitFailure("a block with parameters or several results");
            }
            int results = type == 0x40 ? 0 : 1;
            var label = new Label(kind == Node.ControlKind.LOOP ? 0 : results);
            labels.add(label);
            List<Node> body = sequence();
            List<Node> otherwise = List.of();
            if (in.u8() == Opcodes.ELSE) {
                otherwise = sequence();
                in.u8();
            }
            labels.removeLast();
            return new Node.Control(kind, (byte) type, results, label, body, otherwise);
        }

        private Node branch() {
            var kind = Node.BranchKind.values()[in.u8() - Opcodes.BR];
            int count = kind == Node.BranchKind.BR_TABLE ? in.u32() + 1 : 1;
            var targets = new ArrayList<Label>();
            for (int i = 0; i < count; i++) {
                targets.add(labels.get(labels.size() - 1 - in.u32()));
            }
            return new Node.Branch(kind, targets);
        }
    }
}
