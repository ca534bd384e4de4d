package dev.sallyport.guard.parser;

import static java.util.Objects.requireNonNull;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import dev.sallyport.guard.pgquery.PgQueryModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;

/// Makes instances of libpg_query. The compiled module and the names of its imports and exports are read once and
/// shared; immutable and thread-safe.
final class PgQueryFactory {

    static final int PAGE_BYTES = 64 * 1024;
    static final int CONSTANT_PAGES = 64;
    static final int HEAP_PAGES_AT_BIRTH = 16;
    static final int MAX_PAGES = 104 * 1024 * 1024 / PAGE_BYTES;

    /// What the module keeps for its stack, between its constants and its heap.
    static final int BUILT_STACK_BYTES = 32 * 1024 * 1024;

    /// What it gets. Of the deepest texts that we tried, none used 5 MiB before a [ParserThread]'s own stack ended.
    static final int STACK_BYTES = 8 * 1024 * 1024;

    private static final String RESTORE_STACK = "__emscripten_stack_restore";
    private static final String CURRENT_STACK = "_emscripten_stack_get_current";

    private final WasmModule module;
    private final Function<Instance, Machine> machine;
    private final Map<String, String> importNames = new HashMap<>();
    private final Map<String, String> exportLetters = new HashMap<>();

    PgQueryFactory(WasmModule module, Function<Instance, Machine> machine, Properties names) {
        this.module = module;
        this.machine = machine;
        for (String key : names.stringPropertyNames()) {
            if (key.startsWith("import.")) {
                importNames.put(key.substring("import.".length()), names.getProperty(key));
            } else if (key.startsWith("export.")) {
                exportLetters.put(key.substring("export.".length()), names.getProperty(key));
            }
        }
    }

    static PgQueryFactory load() {
        return new PgQueryFactory(module(), PgQueryModule::create, names());
    }

    /// The module without its functions' bodies, which are classes. The build validated it with them; to do so
    /// again would take a tenth of the time to the first parser.
    private static WasmModule module() {
        return Parser.builder()
                .withValidation(false)
                .build()
                .parse(() -> requireNonNull(
                        PgQueryModule.class.getResourceAsStream("PgQueryModule.meta"),
                        "PgQueryModule.meta is missing"));
    }

    /// `import.<letter>=<name>` and `export.<name>=<letter>`, as the build derived them.
    static Properties names() {
        var names = new Properties();
        try (var in = PgQueryModule.class.getResourceAsStream("PgQueryModule.properties")) {
            if (in == null) {
                throw new IllegalStateException("PgQueryModule.properties is missing beside PgQueryModule");
            }
            names.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    /// One instance, used by one thread.
    PgQuery create() {
        var host = new HostFunctions();
        var memory = new FlatMemory(CONSTANT_PAGES, MAX_PAGES);
        Instance instance = Instance.builder(module)
                .withMachineFactory(machine)
                .withMemoryFactory(_ -> memory)
                .withImportValues(host.importsOf(module, importNames))
                .build();
        var exports = new PgQuery.Exports(instance, exportLetters);
        host.attach(exports.function(RESTORE_STACK), exports.function("_setThrew"), exports.function(CURRENT_STACK));
        var stack = shorten(memory, exports);
        memory.flatten(stack.top() / PAGE_BYTES + 1 + HEAP_PAGES_AT_BIRTH);
        exports.function("__wasm_call_ctors").apply();
        var parser = new PgQuery(memory, exports, host, stack);
        if (parser.hitStackEnd()) {
            throw new IllegalStateException("the module has something else where its stack should end");
        }
        return parser;
    }

    /// Lowers the beginning of the stack, which grows downwards, and that of the heap, which is the same: the one
    /// is the stack pointer, the other a constant that malloc's first request reads. Nothing has run yet.
    private static ModuleStack shorten(FlatMemory memory, PgQuery.Exports exports) {
        int built = (int) exports.function(CURRENT_STACK).apply()[0];
        int bottom = built - BUILT_STACK_BYTES;
        int top = bottom + STACK_BYTES;
        int heapBegins = only(built, memory, bottom);
        memory.writeI32(heapBegins, top);
        exports.function(RESTORE_STACK).apply(top);
        return new ModuleStack(bottom, top);
    }

    /// The address of the one constant of this value.
    private static int only(int value, FlatMemory memory, int end) {
        int found = -1;
        for (int address = 0; address < end; address += Integer.BYTES) {
            if (memory.readInt(address) == value) {
                if (found >= 0) {
                    throw new IllegalStateException("the module has two constants that may say where its heap begins");
                }
                found = address;
            }
        }
        if (found < 0) {
            throw new IllegalStateException("no constant of the module says where its heap begins");
        }
        return found;
    }
}
