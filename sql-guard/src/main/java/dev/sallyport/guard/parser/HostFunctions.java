package dev.sallyport.guard.parser;

import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.WasmFunctionHandle;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionImport;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the module may ask of its host: setjmp and longjmp, more memory up to a cap, and nothing else. Output is
/// swallowed; every other call ends the instance.
final class HostFunctions {

    private static final long[] NOTHING = {};
    private static final int GROWTH_PAGES = 16;

    private @Nullable ExportFunction restoreStack;
    private @Nullable ExportFunction setThrew;
    private @Nullable ExportFunction currentStack;
    private boolean refusedGrowth;

    /// The exports exist only after the instance that these imports are for.
    void attach(ExportFunction restore, ExportFunction threw, ExportFunction current) {
        restoreStack = restore;
        setThrew = threw;
        currentStack = current;
    }

    ImportValues importsOf(WasmModule module, Map<String, String> names) {
        var imports = ImportValues.builder();
        var section = module.importSection();
        for (int i = 0; i < section.importCount(); i++) {
            if (section.getImport(i) instanceof FunctionImport function) {
                String name = names.getOrDefault(function.name(), function.name());
                imports.addFunction(new HostFunction(
                        function.module(),
                        function.name(),
                        module.typeSection().getType(function.typeIndex()),
                        handler(name)));
            }
        }
        return imports.build();
    }

    private WasmFunctionHandle handler(String name) {
        if (name.startsWith("invoke_")) {
            return this::invoke;
        }
        return switch (name) {
            case "__emscripten_throw_longjmp" ->
                (_, _) -> {
                    throw LongJump.INSTANCE;
                };
            case "_emscripten_resize_heap" -> this::resizeHeap;
            case "_fd_write" -> HostFunctions::swallow;
            default ->
                (_, _) -> {
                    throw new ModuleAborted(name);
                };
        };
    }

    boolean refusedGrowth() {
        return refusedGrowth;
    }

    /// Calls a table entry; a longjmp out of it restores the stack pointer and reports through setThrew, as
    /// Emscripten's own JavaScript does.
    private long[] invoke(Instance instance, long... args) {
        long stack = Objects.requireNonNull(currentStack).apply()[0];
        int function = instance.table(0).requiredRef((int) args[0]);
        try {
            long[] result = instance.getMachine().call(function, Arrays.copyOfRange(args, 1, args.length));
            return result == null ? NOTHING : result;
        } catch (LongJump _) {
            Objects.requireNonNull(restoreStack).apply(stack);
            Objects.requireNonNull(setThrew).apply(1, 0);
            return new long[1];
        }
    }

    /// Grows to what is asked, in steps, up to the cap; 0 tells malloc that there is no more.
    private long[] resizeHeap(Instance instance, long... args) {
        long wanted = (args[0] & 0xFFFF_FFFFL) + PgQueryFactory.PAGE_BYTES - 1;
        int pages = (int) (wanted / PgQueryFactory.PAGE_BYTES);
        int has = instance.memory().pages();
        if (pages > PgQueryFactory.MAX_PAGES) {
            refusedGrowth = true;
            return new long[] {0};
        }
        int grown = Math.min(pages + GROWTH_PAGES, PgQueryFactory.MAX_PAGES);
        return new long[] {grown <= has || instance.memory().grow(grown - has) >= 0 ? 1 : 0};
    }

    /// `fd_write(fd, iov, count, written)`: says that all was written.
    private static long[] swallow(Instance instance, long... args) {
        int vectors = (int) args[1];
        int total = 0;
        for (int i = 0; i < args[2]; i++) {
            total += instance.memory().readInt(vectors + 8 * i + 4);
        }
        instance.memory().writeI32((int) args[3], total);
        return new long[] {0};
    }

    /// longjmp, without a stack trace.
    private static final class LongJump extends RuntimeException {

        private static final long serialVersionUID = 1;
        static final LongJump INSTANCE = new LongJump();

        private LongJump() {
            super(null, null, false, false);
        }
    }

    /// The module called something that a parser has no use for, abort among them.
    static final class ModuleAborted extends RuntimeException {

        private static final long serialVersionUID = 1;

        ModuleAborted(String name) {
            super(name);
        }
    }
}
