package dev.sallyport.guard.parser;

/// The module's own stack in its memory; it grows downwards, and nothing in the module looks for its end.
///
/// @param bottom the lowest address; the module's constants end there
/// @param top the address where it begins, and the heap
record ModuleStack(int bottom, int top) {

    /// So many bytes above the bottom stay as they were born, zeros, or the stack counts as used up. No function of the
    /// module takes more than 8,208 for itself, and none that takes more than 1,440 can be called again and again.
    static final int SPARE_BYTES = 16 * 1024;
}
