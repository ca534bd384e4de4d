package dev.sallyport.wasm.split;

/// What is too large, and how large the pieces may be; in bytes of WebAssembly code.
///
/// @param maxFunctionBytes functions up to this size stay as they are
/// @param minChunkBytes shorter runs stay where they are: a call would not be shorter
/// @param maxChunkBytes longest run that moves out
/// @param maxExits most places that one run may branch to
/// @param minTableEntries switches with fewer values are not divided
/// @param stackExport name of the export that sets the module's stack pointer (`__emscripten_stack_restore`)
public record SplitSettings(
        int maxFunctionBytes,
        int minChunkBytes,
        int maxChunkBytes,
        int maxExits,
        int minTableEntries,
        String stackExport) {

    public SplitSettings {
        if (minChunkBytes < 1 || maxChunkBytes < minChunkBytes || maxExits < 1 || minTableEntries < 1) {
            throw new IllegalArgumentException("the limits contradict each other");
        }
    }

    /// What fits HotSpot: a chunk is compiled by its just-in-time compiler (8,000 bytes of bytecode).
    public static SplitSettings forHotSpot(String stackExport) {
        return new SplitSettings(2_000, 30, 2_000, 12, 64, stackExport);
    }
}
