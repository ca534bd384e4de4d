package dev.sallyport.wasm.split;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A module's sections; those that splitting needs are read, the others pass through as they are.
///
/// Source: WebAssembly Core Specification 2.0, 5.5.
final class WasmModule {

    private static final byte[] HEADER = {0, 'a', 's', 'm', 1, 0, 0, 0};
    private static final int TYPES = 1;
    private static final int IMPORTS = 2;
    private static final int FUNCTIONS = 3;
    private static final int EXPORTS = 7;
    private static final int CODE = 10;

    private record Section(int id, byte[] content) {}

    private final List<Section> sections = new ArrayList<>();
    private final List<FunctionType> types = new ArrayList<>();
    private final List<Integer> functionTypes = new ArrayList<>();
    private final List<byte[]> bodies = new ArrayList<>();
    private final Map<String, Integer> exportedFunctions = new HashMap<>();
    private int importedFunctions;

    private WasmModule() {}

    static WasmModule read(byte[] binary) {
        if (!Arrays.equals(binary, 0, Math.min(HEADER.length, binary.length), HEADER, 0, HEADER.length)) {
            throw new SplitFailure("not a WebAssembly 1.0 module");
        }
        var module = new WasmModule();
        var in = new WasmReader(binary);
        in.skip(HEADER.length);
        while (!in.atEnd()) {
            int id = in.u8();
            byte[] content = in.take(in.u32());
            module.sections.add(new Section(id, content));
            module.readSection(id, new WasmReader(content));
        }
        return module;
    }

    /// How many functions there are, imported ones first.
    int functionCount() {
        return functionTypes.size();
    }

    int importedFunctions() {
        return importedFunctions;
    }

    FunctionType type(int typeIndex) {
        return types.get(typeIndex);
    }

    FunctionType typeOf(int function) {
        return types.get(functionTypes.get(function));
    }

    /// Locals and code of a function that is not imported.
    byte[] body(int function) {
        return bodies.get(function - importedFunctions);
    }

    int exportedFunction(String name) {
        Integer function = exportedFunctions.get(name);
        if (function == null) {
            throw new SplitFailure("the module exports no function " + name);
        }
        return function;
    }

    void replaceBody(int function, byte[] body) {
        bodies.set(function - importedFunctions, body);
    }

    /// Appends a chunk function and returns its index; the indexes of all others stay.
    int addChunk(byte[] body) {
        int type = 0;
        while (type < types.size() && !types.get(type).sameAs(FunctionType.CHUNK)) {
            type++;
        }
        if (type == types.size()) {
            types.add(FunctionType.CHUNK);
        }
        functionTypes.add(type);
        bodies.add(body);
        return functionTypes.size() - 1;
    }

    byte[] toBytes() {
        var out = new WasmWriter().bytes(HEADER);
        for (Section section : sections) {
            byte[] content = switch (section.id()) {
                case TYPES -> typeSection();
                case FUNCTIONS -> functionSection();
                case CODE -> codeSection();
                default -> section.content();
            };
            out.u8(section.id()).sized(content);
        }
        return out.toBytes();
    }

    private void readSection(int id, WasmReader in) {
        switch (id) {
            case TYPES -> readTypes(in);
            case IMPORTS -> readImports(in);
            case FUNCTIONS -> repeat(in, () -> functionTypes.add(in.u32()));
            case EXPORTS -> repeat(in, () -> readExport(in));
            case CODE -> repeat(in, () -> bodies.add(in.take(in.u32())));
            default -> {
                // passes through
            }
        }
    }

    private static void repeat(WasmReader in, Runnable entry) {
        int count = in.u32();
        for (int i = 0; i < count; i++) {
            entry.run();
        }
    }

    private void readTypes(WasmReader in) {
        repeat(in, () -> {
            if (in.u8() != 0x60) {
                throw new SplitFailure("a type that is not a plain function type");
            }
            types.add(new FunctionType(in.take(in.u32()), in.take(in.u32())));
        });
    }

    private void readImports(WasmReader in) {
        repeat(in, () -> {
            in.name();
            in.name();
            switch (in.u8()) {
                case 0 -> {
                    functionTypes.add(in.u32());
                    importedFunctions++;
                }
                case 1 -> {
                    in.u8();
                    skipLimits(in);
                }
                case 2 -> skipLimits(in);
                case 3 -> in.skip(2);
                default -> throw new SplitFailure("an import of an unknown kind");
            }
        });
    }

    private static void skipLimits(WasmReader in) {
        boolean bounded = (in.u8() & 1) != 0;
        in.u32();
        if (bounded) {
            in.u32();
        }
    }

    private void readExport(WasmReader in) {
        String name = in.name();
        int kind = in.u8();
        int index = in.u32();
        if (kind == 0) {
            exportedFunctions.put(name, index);
        }
    }

    private byte[] typeSection() {
        var out = new WasmWriter().u32(types.size());
        for (FunctionType type : types) {
            out.u8(0x60).sized(type.params()).sized(type.results());
        }
        return out.toBytes();
    }

    private byte[] functionSection() {
        var out = new WasmWriter().u32(functionTypes.size() - importedFunctions);
        for (int type : functionTypes.subList(importedFunctions, functionTypes.size())) {
            out.u32(type);
        }
        return out.toBytes();
    }

    private byte[] codeSection() {
        var out = new WasmWriter().u32(bodies.size());
        bodies.forEach(out::sized);
        return out.toBytes();
    }
}
