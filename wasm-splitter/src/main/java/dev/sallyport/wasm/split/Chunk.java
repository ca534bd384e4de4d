package dev.sallyport.wasm.split;

import java.util.BitSet;
import java.util.List;

/// A run of nodes that becomes a function `(i32 frame) → i32 exit`.
///
/// @param function the index that it will have
/// @param exits where its branches leave to; exit `i + 1` is the `i`th, exit 0 is the run's end
/// @param uses locals that it names itself
/// @param shared locals that chunks use which are called from it
record Chunk(int function, List<Node> nodes, List<Label> exits, BitSet uses, BitSet shared) {}
