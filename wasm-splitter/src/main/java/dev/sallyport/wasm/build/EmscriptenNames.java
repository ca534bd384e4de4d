package dev.sallyport.wasm.build;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What the one-letter imports and exports of an Emscripten module stand for, read from the JavaScript that was
/// published beside it. The letters change with every build of the module.
///
/// @param imports letter in the module to Emscripten's name, e.g. `a` to `invoke_iii`
/// @param exports Emscripten's name to letter in the module, e.g. `_malloc` to `y`
record EmscriptenNames(Map<String, String> imports, Map<String, String> exports) {

    static final String CONSTRUCTORS = "__wasm_call_ctors";

    private static final Pattern IMPORTS = Pattern.compile("wasmImports=\\{([^{}]*)\\}");
    private static final Pattern IMPORT = Pattern.compile("(\\w+):(\\w+)");
    private static final Pattern EXPORT = Pattern.compile("(\\w+)=wasmExports\\[\"(\\w+)\"\\]");
    private static final Pattern CALLED_AT_START = Pattern.compile("wasmExports\\[\"(\\w+)\"\\]\\(\\)");

    EmscriptenNames {
        imports = new TreeMap<>(imports);
        exports = new TreeMap<>(exports);
    }

    static EmscriptenNames in(String javaScript) {
        var block = IMPORTS.matcher(javaScript);
        if (!block.find()) {
            throw new BuildFailure("the package's JavaScript has no wasmImports={…}: is this another Emscripten?");
        }
        var imports = new TreeMap<String, String>();
        var pair = IMPORT.matcher(block.group(1));
        while (pair.find()) {
            imports.put(pair.group(1), pair.group(2));
        }
        var exports = new TreeMap<String, String>();
        var export = EXPORT.matcher(javaScript);
        while (export.find()) {
            exports.put(export.group(1), export.group(2));
        }
        var start = CALLED_AT_START.matcher(javaScript);
        if (start.find()) {
            exports.put(CONSTRUCTORS, start.group(1));
        }
        return new EmscriptenNames(imports, exports);
    }

    String export(String name) {
        String letter = exports.get(name);
        if (letter == null) {
            throw new BuildFailure("the package's JavaScript names no export " + name);
        }
        return letter;
    }

    /// Java properties, sorted: `import.<letter>=<name>` and `export.<name>=<letter>`.
    String asProperties() {
        var text = new StringBuilder();
        imports.forEach((letter, name) ->
                text.append("import.").append(letter).append('=').append(name).append('\n'));
        exports.forEach((name, letter) ->
                text.append("export.").append(name).append('=').append(letter).append('\n'));
        return text.toString();
    }
}
