package dev.sallyport.guard.parser;

/// The module's own stack in its memory; it grows downwards, and nothing in the module looks for its end.
///
/// @param bottom the lowest address; the module's constants end there
/// @param top the address where it begins, and the heap
record ModuleStack(int bottom, int top) {

    /// So many bytes above the bottom stay as they were born, or the stack counts as used up.
    static final int SPARE_BYTES = 4096;
}
