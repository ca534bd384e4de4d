package dev.sallyport.wasm.split;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.Parser;
import java.util.Arrays;
import java.util.List;

/// A small module around one function `f`: a memory page whose first 8 KiB are data, a stack below 48 KiB, a global
/// `fuel`, and the export `sp` that sets the stack pointer.
final class TestModule {

    static final int STACK_GLOBAL = 0;
    static final int FUEL_GLOBAL = 1;
    static final int DATA_BYTES = 8192;
    static final int STACK_TOP = 48 * 1024;

    private TestModule() {}

    /// @param extraLocals value types behind the parameters
    static byte[] of(FunctionType type, byte[] extraLocals, Label end, List<Node> nodes) {
        byte[] f = CodeWriter.function(extraLocals, end, nodes);
        byte[] sp = CodeWriter.function(
                new byte[0],
                new Label(0),
                List.of(new Node.Local(Node.LocalUse.GET, 0), Opcodes.of(Opcodes.GLOBAL_SET, STACK_GLOBAL, 1, 0)));
        var out = new WasmWriter().bytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
        section(
                out,
                1,
                new WasmWriter()
                        .u32(2)
                        .u8(0x60)
                        .sized(type.params())
                        .sized(type.results())
                        .u8(0x60)
                        .sized(new byte[] {FunctionType.I32})
                        .sized(new byte[0]));
        section(out, 3, new WasmWriter().u32(2).u32(0).u32(1));
        section(out, 5, new WasmWriter().u32(1).u8(1).u32(1).u32(1));
        section(out, 6, new WasmWriter().u32(2).bytes(mutableGlobal(STACK_TOP)).bytes(mutableGlobal(2000)));
        section(
                out,
                7,
                new WasmWriter()
                        .u32(2)
                        .sized(new byte[] {'f'})
                        .u8(0)
                        .u32(0)
                        .sized(new byte[] {'s', 'p'})
                        .u8(0)
                        .u32(1));
        section(out, 10, new WasmWriter().u32(2).sized(f).sized(sp));
        return out.toBytes();
    }

    private static void section(WasmWriter out, int id, WasmWriter content) {
        out.u8(id).sized(content.toBytes());
    }

    private static byte[] mutableGlobal(int value) {
        return new WasmWriter()
                .u8(FunctionType.I32)
                .u8(1)
                .u8(Opcodes.I32_CONST)
                .s32(value)
                .u8(Opcodes.END)
                .toBytes();
    }

    /// What a fresh instance's `f` does: its result or that it trapped, the data, the fuel, the stack pointer.
    record Run(String result, byte[] data, long fuel, long stack) {

        boolean sameAs(Run other) {
            return result.equals(other.result)
                    && Arrays.equals(data, other.data)
                    && fuel == other.fuel
                    && (result.equals("trap") || stack == other.stack);
        }
    }

    static Run run(byte[] module, long... arguments) {
        Instance instance = Instance.builder(Parser.parse(module))
                .withMemoryFactory(ByteArrayMemory::new)
                .build();
        String result;
        try {
            result = Arrays.toString(instance.export("f").apply(arguments));
        } catch (ChicoryException e) {
            result = "trap";
        }
        return new Run(
                result,
                instance.memory().readBytes(0, DATA_BYTES),
                instance.global(FUEL_GLOBAL).getValue(),
                instance.global(STACK_GLOBAL).getValue());
    }

    static int functions(byte[] module) {
        return WasmModule.read(module).functionCount();
    }
}
