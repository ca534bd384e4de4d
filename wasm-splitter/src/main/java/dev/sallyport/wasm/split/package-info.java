/// Splits WebAssembly functions that are too large for one JVM method.
///
/// A function's code is decoded into a tree ([Node]) whose branches point at labels instead of counting depths. Runs of
/// instructions that leave the operand stack as they found it move into new functions `(i32 frame) → i32 exit`
/// ([Chunk]). Locals that such a run uses live in a frame on the module's own stack; the run loads them at its entry
/// and stores them at its exit; what stays behind is a call and a branch on the exit.
///
/// What must not be here: files, processes, Chicory.
@NullMarked
package dev.sallyport.wasm.split;

import org.jspecify.annotations.NullMarked;
