package dev.sallyport.wasm.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EmscriptenNamesTest {

    private static final String JAVASCRIPT = "wasmMemory=wasmExports[\"v\"];FS.init();wasmExports[\"w\"]();"
            + "Module[\"_malloc\"]=_malloc=wasmExports[\"y\"];__emscripten_stack_restore=wasmExports[\"O\"]}"
            + "var wasmImports={c:___assert_fail,a:invoke_iii,q:_emscripten_resize_heap};";

    @Test
    void letters_are_read_from_the_javascript() {
        var names = EmscriptenNames.in(JAVASCRIPT);

        assertThat(names.imports())
                .containsEntry("a", "invoke_iii")
                .containsEntry("c", "___assert_fail")
                .containsEntry("q", "_emscripten_resize_heap")
                .hasSize(3);
        assertThat(names.exports())
                .containsEntry("_malloc", "y")
                .containsEntry("__emscripten_stack_restore", "O")
                .containsEntry("wasmMemory", "v")
                .containsEntry(EmscriptenNames.CONSTRUCTORS, "w")
                .hasSize(4);
    }

    @Test
    void properties_are_sorted() {
        assertThat(EmscriptenNames.in(JAVASCRIPT).asProperties())
                .startsWith("import.a=invoke_iii\nimport.c=___assert_fail\n")
                .contains("export._malloc=y\n");
    }

    @Test
    void a_missing_export_and_another_javascript_are_refused() {
        assertThatThrownBy(() -> EmscriptenNames.in(JAVASCRIPT).export("_free"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("_free");
        assertThatThrownBy(() -> EmscriptenNames.in("module.exports = {}")).isInstanceOf(BuildFailure.class);
    }
}
