package dev.sallyport.wasm.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModuleSplitterTest {

    private static final SplitSettings EAGER = new SplitSettings(1, 4, 200, 12, 2, "sp");
    private static final FunctionType TYPE = RandomFunction.TYPE;
    private static final byte[] ONE_LOCAL = {FunctionType.I32};

    @Test
    void straight_code_moves_out_and_keeps_its_result() {
        byte[] whole = module(add(0, 1, 2), add(2, 2, 0), get(0));

        byte[] split = ModuleSplitter.split(whole, EAGER);

        assertThat(TestModule.functions(split)).isEqualTo(3);
        assertThat(TestModule.run(split, 3, 4).result()).isEqualTo("[14]");
        assertThat(TestModule.run(split, 3, 4).stack()).isEqualTo(TestModule.STACK_TOP);
    }

    @Test
    void a_function_that_is_small_enough_stays_as_it_is() {
        byte[] whole = module(add(0, 1, 2), get(2));

        byte[] split = ModuleSplitter.split(whole, new SplitSettings(1000, 4, 200, 12, 2, "sp"));

        assertThat(split).isEqualTo(whole);
    }

    @Test
    void a_run_with_more_exits_than_allowed_stays() {
        var outer = new Label(0);
        var inner = new Label(0);
        var run = new ArrayList<Node>(List.of(get(0), new Node.Branch(Node.BranchKind.BR_IF, List.of(inner))));
        run.addAll(List.of(get(1), new Node.Branch(Node.BranchKind.BR_IF, List.of(outer))));
        Node nested = block(outer, List.of(block(inner, run)));
        byte[] whole = module(List.of(nested), add(0, 1, 2), get(2));

        byte[] one = ModuleSplitter.split(whole, new SplitSettings(1, 8, 10, 1, 2, "sp"));
        byte[] two = ModuleSplitter.split(whole, new SplitSettings(1, 8, 10, 2, 2, "sp"));

        assertThat(TestModule.functions(two)).isGreaterThan(TestModule.functions(one));
        assertThat(TestModule.run(one, 5, 0).result()).isEqualTo("[5]");
        assertThat(TestModule.run(two, 5, 0).result()).isEqualTo("[5]");
    }

    @Test
    void a_switch_of_a_thousand_cases_leaves_no_large_function_behind() {
        byte[] whole = module(largeSwitch(1_000), List.of(get(2)));

        byte[] split = ModuleSplitter.split(whole, SplitSettings.forHotSpot("sp"));

        assertThat(largest(whole)).isGreaterThan(15_000);
        assertThat(largest(split)).isLessThan(2_100);
        for (int selector : List.of(-1, 0, 1, 7, 127, 128, 500, 640, 998, 999, 1_000, 1_023, 1_024, 70_000)) {
            assertThat(TestModule.run(split, selector, 5).result())
                    .as("selector %d", selector)
                    .isEqualTo(TestModule.run(whole, selector, 5).result());
        }
    }

    /// Case 7 is shared by every tenth value and falls into case 8; case 20 branches to case 30.
    private static List<Node> largeSwitch(int values) {
        var labels = new ArrayList<Label>();
        var targets = new ArrayList<Label>();
        for (int i = 0; i <= values; i++) {
            labels.add(new Label(0));
        }
        for (int i = 0; i < values; i++) {
            targets.add(labels.get(i % 10 == 9 ? 7 : i));
        }
        targets.add(labels.get(8));
        List<Node> nodes = new ArrayList<>(List.of(get(0), new Node.Branch(Node.BranchKind.BR_TABLE, targets)));
        for (int i = 0; i < values; i++) {
            var around = new ArrayList<Node>(List.of(block(labels.get(i), nodes)));
            around.addAll(List.of(get(2), Opcodes.constant(i * 3 + 1), binary(0x6A), get(1), binary(0x6C), set(2)));
            around.addAll(add(2, 1, 2));
            around.addAll(add(2, 0, 2));
            around.addAll(add(2, 2, 2));
            if (i != 7) {
                Label next = labels.get(i == 20 ? 30 : values);
                around.add(new Node.Branch(Node.BranchKind.BR, List.of(next)));
            }
            nodes = around;
        }
        return List.of(block(labels.get(values), nodes));
    }

    private static int largest(byte[] module) {
        WasmModule read = WasmModule.read(module);
        int largest = 0;
        for (int i = 0; i < read.functionCount(); i++) {
            largest = Math.max(largest, read.body(i).length);
        }
        return largest;
    }

    @Test
    void locals_of_each_call_are_its_own() {
        var end = new Label(1);
        var recursion = new ArrayList<Node>();
        recursion.addAll(List.of(get(0), unary(0x45)));
        recursion.add(new Node.Control(
                Node.ControlKind.IF,
                Node.Control.NO_RESULT,
                0,
                new Label(0),
                List.of(get(1), new Node.Branch(Node.BranchKind.BR, List.of(end))),
                List.of()));
        recursion.addAll(add(0, 0, 2));
        recursion.addAll(List.of(get(0), Opcodes.constant(1), binary(0x6B), get(1)));
        recursion.add(Opcodes.of(Opcodes.CALL, 0, 2, 1));
        recursion.addAll(List.of(get(2), binary(0x6A)));
        byte[] whole = TestModule.of(TYPE, ONE_LOCAL, end, recursion);

        byte[] split = ModuleSplitter.split(whole, EAGER);

        assertThat(TestModule.functions(split)).isGreaterThan(2);
        assertThat(TestModule.run(split, 10, 7).result()).isEqualTo("[117]");
    }

    @Test
    void locals_start_as_zero_even_where_the_stack_was_used_before() {
        var clean = new ArrayList<Node>(List.of(get(2), get(0), binary(0x6A), set(2)));
        clean.addAll(List.of(get(2), get(1), binary(0x6A), set(1), get(1)));
        byte[] whole = TestModule.of(TYPE, ONE_LOCAL, new Label(1), withDirtyStack(clean));

        byte[] split = ModuleSplitter.split(whole, EAGER);

        assertThat(TestModule.run(split, 1, 2).result()).isEqualTo("[3]");
    }

    @Test
    void an_instruction_that_is_not_known_is_refused() {
        var nodes = new ArrayList<Node>(add(0, 1, 2));
        nodes.add(new Node.Plain(new byte[] {(byte) 0xFD, 12}, 0, 0));
        nodes.add(get(2));
        byte[] vector = TestModule.of(TYPE, ONE_LOCAL, new Label(1), nodes);

        assertThatThrownBy(() -> ModuleSplitter.split(vector, EAGER))
                .isInstanceOf(SplitFailure.class)
                .hasMessageContaining("0xfd");
    }

    @Test
    void a_stack_export_that_does_something_else_is_refused() {
        byte[] whole = module(add(0, 1, 2), get(2));

        assertThatThrownBy(() -> ModuleSplitter.split(whole, new SplitSettings(1, 4, 200, 12, 2, "f")))
                .isInstanceOf(SplitFailure.class);
        assertThatThrownBy(() -> ModuleSplitter.split(whole, new SplitSettings(1, 4, 200, 12, 2, "absent")))
                .isInstanceOf(SplitFailure.class);
    }

    @Test
    void what_is_no_module_is_refused() {
        assertThatThrownBy(() -> ModuleSplitter.split(new byte[] {1, 2, 3}, EAGER))
                .isInstanceOf(SplitFailure.class);
    }

    @Test
    void a_truncated_module_is_refused() {
        byte[] whole = module(add(0, 1, 2), get(2));
        for (int length = 8; length < whole.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> ModuleSplitter.split(cut, EAGER)).isInstanceOf(SplitFailure.class);
        }
    }

    /// Fills the memory below the stack pointer first.
    private static List<Node> withDirtyStack(List<Node> nodes) {
        var dirty = new ArrayList<Node>();
        dirty.addAll(List.of(Opcodes.constant(TestModule.STACK_TOP - 256), Opcodes.constant(0x55)));
        dirty.addAll(List.of(Opcodes.constant(200), Opcodes.memoryFill()));
        dirty.addAll(nodes);
        return dirty;
    }

    @SafeVarargs
    private static byte[] module(List<Node>... parts) {
        var nodes = new ArrayList<Node>();
        for (List<Node> part : parts) {
            nodes.addAll(part);
        }
        return TestModule.of(TYPE, ONE_LOCAL, new Label(1), nodes);
    }

    private static byte[] module(List<Node> first, List<Node> second, Node last) {
        return module(first, second, List.of(last));
    }

    private static byte[] module(List<Node> first, Node last) {
        return module(first, List.of(last));
    }

    private static List<Node> add(int left, int right, int to) {
        return List.of(get(left), get(right), binary(0x6A), set(to));
    }

    private static Node block(Label label, List<Node> body) {
        return new Node.Control(Node.ControlKind.BLOCK, Node.Control.NO_RESULT, 0, label, body, List.of());
    }

    private static Node get(int local) {
        return new Node.Local(Node.LocalUse.GET, local);
    }

    private static Node set(int local) {
        return new Node.Local(Node.LocalUse.SET, local);
    }

    private static Node binary(int opcode) {
        return Opcodes.of(opcode, 2, 1);
    }

    private static Node unary(int opcode) {
        return Opcodes.of(opcode, 1, 1);
    }
}
