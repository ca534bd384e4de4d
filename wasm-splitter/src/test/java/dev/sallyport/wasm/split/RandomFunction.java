package dev.sallyport.wasm.split;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Makes valid functions `(i32, i32) → i32` with nested blocks, loops, tables, early returns, traps and locals of all
/// types. Every loop burns fuel from a global, so that each run ends.
final class RandomFunction {

    static final FunctionType TYPE =
            new FunctionType(new byte[] {FunctionType.I32, FunctionType.I32}, new byte[] {FunctionType.I32});
    static final byte[] EXTRA_LOCALS = {
        FunctionType.I32,
        FunctionType.I32,
        FunctionType.I32,
        FunctionType.I64,
        FunctionType.I64,
        FunctionType.F64,
        FunctionType.F32
    };

    private static final int I32_LOCALS = 5;
    private static final int FIRST_I64 = 5;
    private static final int F64_LOCAL = 7;
    private static final int F32_LOCAL = 8;

    private final Random random;
    private final List<Label> labels = new ArrayList<>();
    private final Label end = new Label(1);

    RandomFunction(long seed) {
        random = new Random(seed);
    }

    byte[] module() {
        var nodes = new ArrayList<Node>();
        statements(nodes, 3, 10);
        mix(nodes);
        return TestModule.of(TYPE, EXTRA_LOCALS, end, nodes);
    }

    /// Leaves a value that depends on every local.
    private static void mix(List<Node> nodes) {
        nodes.add(get(0));
        for (int i = 1; i < I32_LOCALS; i++) {
            nodes.add(get(i));
            nodes.add(op(0x73));
        }
        for (int i = FIRST_I64; i < F64_LOCAL; i++) {
            nodes.add(get(i));
            nodes.add(unary(0xA7));
            nodes.add(op(0x6A));
        }
        nodes.add(get(F64_LOCAL));
        nodes.add(unary(0xBD));
        nodes.add(unary(0xA7));
        nodes.add(op(0x73));
        nodes.add(get(F32_LOCAL));
        nodes.add(unary(0xBC));
        nodes.add(op(0x6A));
    }

    private void statements(List<Node> to, int depth, int most) {
        int count = 1 + random.nextInt(most);
        for (int i = 0; i < count; i++) {
            statement(to, depth);
        }
    }

    private void statement(List<Node> to, int depth) {
        switch (random.nextInt(depth > 0 ? 14 : 7)) {
            case 0, 1, 2 -> assign(to);
            case 3 -> store(to);
            case 4 -> branchIf(to);
            case 5 -> wide(to);
            case 6 -> rareExit(to);
            case 7, 8 -> to.add(control(Node.ControlKind.BLOCK, depth));
            case 9 -> to.add(loop(depth));
            case 10, 11 -> {
                expression(to, 2);
                to.add(control(Node.ControlKind.IF, depth));
            }
            case 12 -> {
                int from = random.nextInt(I32_LOCALS);
                to.add(get(from));
                to.add(valueBlock(depth));
                to.add(op(0x6A));
                to.add(new Node.Local(Node.LocalUse.SET, random.nextInt(I32_LOCALS)));
            }
            default -> to.add(switched(depth));
        }
    }

    private void assign(List<Node> to) {
        expression(to, 3);
        to.add(new Node.Local(Node.LocalUse.SET, random.nextInt(I32_LOCALS)));
    }

    private void store(List<Node> to) {
        address(to);
        expression(to, 2);
        to.add(memory(0x36, 2, 0));
    }

    private void wide(List<Node> to) {
        switch (random.nextInt(3)) {
            case 0 -> {
                int target = FIRST_I64 + random.nextInt(2);
                to.add(get(FIRST_I64 + random.nextInt(2)));
                expression(to, 1);
                to.add(unary(0xAC));
                to.add(op(0x7E));
                to.add(get(target));
                to.add(op(0x7C));
                to.add(new Node.Local(Node.LocalUse.SET, target));
            }
            case 1 -> {
                expression(to, 1);
                to.add(unary(0xB7));
                to.add(get(F64_LOCAL));
                to.add(op(0xA0));
                to.add(new Node.Local(Node.LocalUse.SET, F64_LOCAL));
            }
            default -> {
                expression(to, 1);
                to.add(unary(0xB2));
                to.add(new Node.Local(Node.LocalUse.SET, F32_LOCAL));
            }
        }
    }

    /// A trap, a return or an unconditional branch, behind a condition that seldom holds.
    private void rareExit(List<Node> to) {
        expression(to, 2);
        to.add(Opcodes.constant(15));
        to.add(op(0x71));
        to.add(unary(0x45));
        var then = new ArrayList<Node>();
        var label = new Label(0);
        labels.add(label);
        assign(then);
        switch (random.nextInt(4)) {
            case 0 -> then.add(new Node.Unreachable());
            case 1, 2 -> {
                expression(then, 2);
                then.add(new Node.Branch(Node.BranchKind.BR, List.of(end)));
            }
            default -> then.add(new Node.Branch(Node.BranchKind.BR, List.of(anyLabel())));
        }
        labels.removeLast();
        to.add(new Node.Control(Node.ControlKind.IF, Node.Control.NO_RESULT, 0, label, then, List.of()));
    }

    private void branchIf(List<Node> to) {
        if (!labels.isEmpty()) {
            burn(to);
            expression(to, 2);
            to.add(Opcodes.constant(3));
            to.add(op(0x71));
            to.add(unary(0x45));
            to.add(new Node.Branch(Node.BranchKind.BR_IF, List.of(anyLabel())));
        }
    }

    private Node control(Node.ControlKind kind, int depth) {
        var label = new Label(0);
        labels.add(label);
        var body = new ArrayList<Node>();
        statements(body, depth - 1, 6);
        var otherwise = new ArrayList<Node>();
        if (kind == Node.ControlKind.IF && random.nextBoolean()) {
            statements(otherwise, depth - 1, 4);
        }
        labels.removeLast();
        return new Node.Control(kind, Node.Control.NO_RESULT, 0, label, body, otherwise);
    }

    private Node loop(int depth) {
        var label = new Label(0);
        labels.add(label);
        var body = new ArrayList<Node>();
        burn(body);
        statements(body, depth - 1, 6);
        expression(body, 2);
        body.add(Opcodes.constant(7));
        body.add(op(0x71));
        body.add(new Node.Branch(Node.BranchKind.BR_IF, List.of(label)));
        labels.removeLast();
        return new Node.Control(Node.ControlKind.LOOP, Node.Control.NO_RESULT, 0, label, body, List.of());
    }

    /// A block that leaves a value, sometimes by a branch that carries it.
    private Node valueBlock(int depth) {
        var label = new Label(1);
        var body = new ArrayList<Node>();
        statements(body, depth - 1, 4);
        expression(body, 2);
        expression(body, 1);
        body.add(new Node.Branch(Node.BranchKind.BR_IF, List.of(label)));
        body.add(unary(0x45));
        return new Node.Control(Node.ControlKind.BLOCK, FunctionType.I32, 1, label, body, List.of());
    }

    /// Nested blocks with a `br_table` inside, as a compiler writes a switch.
    private Node switched(int depth) {
        int cases = 2 + random.nextInt(6);
        var own = new ArrayList<Label>();
        for (int i = 0; i < cases; i++) {
            own.add(new Label(0));
        }
        labels.addAll(own);
        List<Node> inside = new ArrayList<>();
        burn(inside);
        expression(inside, 2);
        inside.add(Opcodes.constant(7));
        inside.add(op(0x71));
        var targets = new ArrayList<Label>();
        for (int i = 0; i < 6; i++) {
            targets.add(anyLabel());
        }
        inside.add(new Node.Branch(Node.BranchKind.BR_TABLE, targets));
        for (int i = cases - 1; i >= 0; i--) {
            labels.removeLast();
            var around = new ArrayList<Node>();
            around.add(
                    new Node.Control(Node.ControlKind.BLOCK, Node.Control.NO_RESULT, 0, own.get(i), inside, List.of()));
            if (i > 0) {
                statements(around, depth - 1, 4);
                if (random.nextBoolean()) {
                    around.add(new Node.Branch(Node.BranchKind.BR, List.of(own.getFirst())));
                }
            }
            inside = around;
        }
        return inside.getFirst();
    }

    /// `if (--fuel < 0) return local 0`.
    private void burn(List<Node> to) {
        to.add(Opcodes.of(Opcodes.GLOBAL_GET, TestModule.FUEL_GLOBAL, 0, 1));
        to.add(Opcodes.constant(1));
        to.add(op(Opcodes.I32_SUB));
        to.add(Opcodes.of(Opcodes.GLOBAL_SET, TestModule.FUEL_GLOBAL, 1, 0));
        to.add(Opcodes.of(Opcodes.GLOBAL_GET, TestModule.FUEL_GLOBAL, 0, 1));
        to.add(Opcodes.constant(0));
        to.add(op(0x48));
        var label = new Label(0);
        to.add(new Node.Control(
                Node.ControlKind.IF,
                Node.Control.NO_RESULT,
                0,
                label,
                List.of(get(0), new Node.Branch(Node.BranchKind.BR, List.of(end))),
                List.of()));
    }

    private void expression(List<Node> to, int depth) {
        switch (random.nextInt(depth > 0 ? 6 : 2)) {
            case 0 -> to.add(Opcodes.constant(random.nextInt(64) - 32));
            case 1, 2 -> to.add(get(random.nextInt(I32_LOCALS)));
            case 3 -> {
                expression(to, depth - 1);
                expression(to, depth - 1);
                to.add(op(new int[] {0x6A, 0x6B, 0x6C, 0x71, 0x73, 0x48}[random.nextInt(6)]));
            }
            case 4 -> {
                address(to);
                to.add(memory(0x28, 1, 1));
            }
            default -> {
                expression(to, depth - 1);
                to.add(new Node.Local(Node.LocalUse.TEE, random.nextInt(I32_LOCALS)));
            }
        }
    }

    private void address(List<Node> to) {
        expression(to, 1);
        to.add(Opcodes.constant(TestModule.DATA_BYTES - 4));
        to.add(op(0x71));
    }

    private Label anyLabel() {
        return labels.get(random.nextInt(labels.size()));
    }

    private static Node get(int local) {
        return new Node.Local(Node.LocalUse.GET, local);
    }

    private static Node op(int opcode) {
        return Opcodes.of(opcode, 2, 1);
    }

    private static Node unary(int opcode) {
        return Opcodes.of(opcode, 1, 1);
    }

    private static Node memory(int opcode, int pops, int pushes) {
        return new Node.Plain(new byte[] {(byte) opcode, 2, 0}, pops, pushes);
    }
}
