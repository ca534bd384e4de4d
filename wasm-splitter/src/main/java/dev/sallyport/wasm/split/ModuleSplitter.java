package dev.sallyport.wasm.split;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Splits all functions of a module that are larger than the settings allow. The result does the same, call by call;
/// existing function indexes stay. A large function must leave the stack pointer as it found it, as all compiled C
/// does.
///
/// Not for modules with threads, exceptions, garbage collection, tail calls or vectors: such an instruction in a large
/// function ends in [SplitFailure].
public final class ModuleSplitter {

    /// Blocks nest thousands deep in generated parsers, and the work here is recursive.
    private static final long STACK_BYTES = 512L << 20;

    private final WasmModule module;
    private final SplitSettings settings;
    private final int stackGlobal;

    private ModuleSplitter(WasmModule module, SplitSettings settings) {
        this.module = module;
        this.settings = settings;
        this.stackGlobal = stackGlobal(module, settings.stackExport());
    }

    /// The module with its large functions split.
    ///
    /// @throws SplitFailure when the module holds what this tool does not know
    public static byte[] split(byte[] binary, SplitSettings settings) {
        var result = new AtomicReference<byte @Nullable []>();
        var failure = new AtomicReference<@Nullable Throwable>();
        var thread = new Thread(
                null,
                () -> {
                    try {
                        result.set(new ModuleSplitter(WasmModule.read(binary), settings).run());
                    } catch (RuntimeException | StackOverflowError e) {
                        failure.set(e);
                    }
                },
                "wasm-splitter",
                STACK_BYTES);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SplitFailure("interrupted");
        }
        byte[] split = result.get();
        if (split == null) {
            Throwable cause = failure.get();
            throw cause instanceof SplitFailure known ? known : new SplitFailure("splitting failed: " + cause);
        }
        return split;
    }

    private byte[] run() {
        int last = module.functionCount();
        int setsStack = module.exportedFunction(settings.stackExport());
        for (int function = module.importedFunctions(); function < last; function++) {
            if (function != setsStack && module.body(function).length > settings.maxFunctionBytes()) {
                splitFunction(function);
            }
        }
        return module.toBytes();
    }

    private void splitFunction(int function) {
        FunctionCode code = FunctionCode.decode(module, function);
        var plan = new ChunkPlan(settings, module.functionCount());
        List<Node> reduced = plan.reduce(code.nodes());
        var division = new SwitchDivision(settings, code.locals().length);
        List<Node> divided = division.divide(reduced);
        if (division.locals() > 0) {
            reduced = plan.reduce(divided);
            code = code.withLocals(division.locals());
        }
        if (plan.chunks().isEmpty()) {
            return;
        }
        Frame frame = Frame.of(code, plan.chunks());
        for (Node.Chunk chunk : plan.chunks()) {
            if (module.addChunk(ChunkFunction.body(chunk, frame)) != chunk.function()) {
                throw new IllegalStateException("chunks are numbered in another order than they are added");
            }
        }
        module.replaceBody(function, remainder(code, frame, reduced));
    }

    /// What stays of a split function: make the frame, run with calls to chunks, give the frame back.
    private byte[] remainder(FunctionCode code, Frame frame, List<Node> reduced) {
        int locals = code.locals().length;
        int params = code.type().params().length;
        int[] kept = new int[locals];
        for (int i = 0; i < locals; i++) {
            kept[i] = frame.holds(i) ? -1 : i;
        }
        var mapping = new LocalMapping(frame, locals, kept, locals + 1);
        var nodes = new ArrayList<Node>();
        nodes.add(Opcodes.of(Opcodes.GLOBAL_GET, stackGlobal, 0, 1));
        nodes.add(Opcodes.constant(frame.size()));
        nodes.add(Opcodes.of(Opcodes.I32_SUB, 2, 1));
        nodes.add(new Node.Local(Node.LocalUse.TEE, locals));
        nodes.add(Opcodes.of(Opcodes.GLOBAL_SET, stackGlobal, 1, 0));
        enter(frame, params, locals, nodes);
        byte type = results(code) == 0 ? Node.Control.NO_RESULT : code.type().results()[0];
        nodes.add(new Node.Control(
                Node.ControlKind.BLOCK, type, results(code), code.end(), mapping.map(reduced), List.of()));
        nodes.add(new Node.Local(Node.LocalUse.GET, locals));
        nodes.add(Opcodes.constant(frame.size()));
        nodes.add(Opcodes.of(Opcodes.I32_ADD, 2, 1));
        nodes.add(Opcodes.of(Opcodes.GLOBAL_SET, stackGlobal, 1, 0));
        byte[] declared = new WasmWriter()
                .bytes(Arrays.copyOfRange(code.locals(), params, locals))
                .u8(FunctionType.I32)
                .bytes(mapping.extraTypes())
                .toBytes();
        return CodeWriter.function(declared, new Label(results(code)), nodes);
    }

    private static void enter(Frame frame, int params, int frameLocal, List<Node> nodes) {
        if (frame.zeroedFrom() < frame.size()) {
            nodes.add(new Node.Local(Node.LocalUse.GET, frameLocal));
            nodes.add(Opcodes.constant(frame.zeroedFrom()));
            nodes.add(Opcodes.of(Opcodes.I32_ADD, 2, 1));
            nodes.add(Opcodes.constant(0));
            nodes.add(Opcodes.constant(frame.size() - frame.zeroedFrom()));
            nodes.add(Opcodes.memoryFill());
        }
        for (int param = 0; param < params; param++) {
            if (frame.holds(param)) {
                nodes.add(new Node.Local(Node.LocalUse.GET, frameLocal));
                nodes.add(new Node.Local(Node.LocalUse.GET, param));
                nodes.add(frame.store(param));
            }
        }
    }

    private static int results(FunctionCode code) {
        return code.type().results().length;
    }

    /// The global that the export sets: its code is `local.get 0, global.set n`.
    private static int stackGlobal(WasmModule module, String export) {
        var in = new WasmReader(module.body(module.exportedFunction(export)));
        boolean plain = in.u32() == 0 && in.u8() == Opcodes.LOCAL_GET && in.u32() == 0 && in.u8() == Opcodes.GLOBAL_SET;
        if (!plain) {
            throw new SplitFailure("the export " + export + " does not just set the stack pointer");
        }
        return in.u32();
    }
}
