package dev.sallyport.wasm.split;

import java.util.BitSet;
import java.util.List;

/// Where locals that chunks share live in memory: offsets from the frame's start. Parameters come first; what follows
/// them starts as zero.
///
/// @param offsets by local; -1 for locals that no chunk uses
/// @param zeroedFrom offset of the first local that is not a parameter
/// @param size in bytes, a multiple of 16 as the module's stack wants it
record Frame(byte[] types, int[] offsets, int zeroedFrom, int size) {

    static Frame of(FunctionCode code, List<Node.Chunk> chunks) {
        var used = new BitSet();
        chunks.forEach(chunk -> used.or(chunk.uses()));
        int[] offsets = new int[code.locals().length];
        int params = code.type().params().length;
        int zeroedFrom = -1;
        int at = 0;
        for (int local = 0; local < offsets.length; local++) {
            if (local >= params && zeroedFrom < 0) {
                zeroedFrom = at;
            }
            offsets[local] = used.get(local) ? at : -1;
            at += used.get(local) ? 8 : 0;
        }
        return new Frame(code.locals(), offsets, zeroedFrom < 0 ? at : zeroedFrom, (at + 15) & ~15);
    }

    boolean holds(int local) {
        return offsets[local] >= 0;
    }

    /// Expects the frame's address on the operand stack.
    Node load(int local) {
        return switch (types[local]) {
            case FunctionType.I32 -> access(0x28, 2, local, 1, 1);
            case FunctionType.I64 -> access(0x29, 3, local, 1, 1);
            case FunctionType.F32 -> access(0x2A, 2, local, 1, 1);
            case FunctionType.F64 -> access(0x2B, 3, local, 1, 1);
            default -> throw new SplitFailure("a local that memory cannot hold");
        };
    }

    /// Expects the frame's address and the value on the operand stack.
    Node store(int local) {
        return switch (types[local]) {
            case FunctionType.I32 -> access(0x36, 2, local, 2, 0);
            case FunctionType.I64 -> access(0x37, 3, local, 2, 0);
            case FunctionType.F32 -> access(0x38, 2, local, 2, 0);
            case FunctionType.F64 -> access(0x39, 3, local, 2, 0);
            default -> throw new SplitFailure("a local that memory cannot hold");
        };
    }

    private Node access(int opcode, int alignment, int local, int pops, int pushes) {
        byte[] code =
                new WasmWriter().u8(opcode).u32(alignment).u32(offsets[local]).toBytes();
        return new Node.Plain(code, pops, pushes);
    }
}
