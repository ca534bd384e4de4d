package dev.sallyport.wasm.split;

import java.util.BitSet;
import java.util.List;

/// An instruction, or a block of them.
sealed interface Node {

    /// An instruction that neither branches nor touches a local.
    ///
    /// @param code as in the module
    record Plain(byte[] code, int pops, int pushes) implements Node {}

    /// `unreachable`.
    record Unreachable() implements Node {}

    /// `local.get`, `local.set` or `local.tee`.
    record Local(LocalUse use, int index) implements Node {}

    /// `br`, `br_if`, `br_table`, or `return` as a `br` to the function's end.
    record Branch(BranchKind kind, List<Label> targets) implements Node {}

    /// `block`, `loop` or `if`.
    ///
    /// @param type the block type: 0x40 for none, or a value type
    /// @param results values that it leaves
    /// @param otherwise the else branch; empty without one
    record Control(ControlKind kind, byte type, int results, Label label, List<Node> body, List<Node> otherwise)
            implements Node {

        static final byte NO_RESULT = 0x40;
    }

    /// Calls a chunk with the frame at hand; leaves the exit.
    record ChunkCall(Chunk chunk) implements Node {}

    /// Source of the codes: WebAssembly Core Specification 2.0, 5.4.
    enum LocalUse {
        GET(0x20),
        SET(0x21),
        TEE(0x22);

        private final int opcode;

        LocalUse(int opcode) {
            this.opcode = opcode;
        }

        int opcode() {
            return opcode;
        }
    }

    enum BranchKind {
        BR(0x0C),
        BR_IF(0x0D),
        BR_TABLE(0x0E);

        private final int opcode;

        BranchKind(int opcode) {
            this.opcode = opcode;
        }

        int opcode() {
            return opcode;
        }
    }

    enum ControlKind {
        BLOCK(0x02),
        LOOP(0x03),
        IF(0x04);

        private final int opcode;

        ControlKind(int opcode) {
            this.opcode = opcode;
        }

        int opcode() {
            return opcode;
        }
    }

    /// What a node does to the operand stack.
    ///
    /// @param ends nothing after it in the same sequence is reached
    record Effect(int pops, int pushes, boolean ends) {

        static Effect of(Node node) {
            return switch (node) {
                case Node.Plain plain -> new Effect(plain.pops(), plain.pushes(), false);
                case Node.Unreachable _ -> new Effect(0, 0, true);
                case Node.ChunkCall _ -> new Effect(0, 1, false);
                case Node.Local local ->
                    switch (local.use()) {
                        case GET -> new Effect(0, 1, false);
                        case SET -> new Effect(1, 0, false);
                        case TEE -> new Effect(1, 1, false);
                    };
                case Node.Branch branch ->
                    switch (branch.kind()) {
                        case BR -> new Effect(branch.targets().getFirst().carried(), 0, true);
                        case BR_IF -> new Effect(1, 0, false);
                        case BR_TABLE ->
                            new Effect(1 + branch.targets().getLast().carried(), 0, true);
                    };
                case Node.Control control ->
                    new Effect(control.kind() == Node.ControlKind.IF ? 1 : 0, control.results(), false);
            };
        }
    }

    /// A run of nodes that becomes a function `(i32 frame) → i32 exit`.
    ///
    /// @param function the index that it will have
    /// @param exits where its branches leave to; exit `i + 1` is the `i`th, exit 0 is the run's end
    /// @param uses locals that it names itself
    /// @param shared locals that chunks use which are called from it
    record Chunk(int function, List<Node> nodes, List<Label> exits, BitSet uses, BitSet shared) {}
}
