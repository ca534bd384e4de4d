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
    static final int MAX_PAGES = 128 * 1024 * 1024 / PAGE_BYTES;

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
        host.attach(
                exports.function("__emscripten_stack_restore"),
                exports.function("_setThrew"),
                exports.function("_emscripten_stack_get_current"));
        coverStack(
                memory, (int) exports.function("_emscripten_stack_get_current").apply()[0]);
        exports.function("__wasm_call_ctors").apply();
        return new PgQuery(memory, exports, host);
    }

    /// The stack lies between the constants and the heap; the module expects it to be there from the start.
    private static void coverStack(FlatMemory memory, int stackPointer) {
        memory.flatten(stackPointer / PAGE_BYTES + 1 + HEAP_PAGES_AT_BIRTH);
    }
}
