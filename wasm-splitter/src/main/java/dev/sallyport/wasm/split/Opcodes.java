package dev.sallyport.wasm.split;

/// Immediates, pops and pushes of the instructions without control flow.
///
/// Source: WebAssembly Core Specification 2.0, 5.4 and 7.10 (without vectors).
final class Opcodes {

    static final int UNREACHABLE = 0x00;
    static final int BLOCK = 0x02;
    static final int IF = 0x04;
    static final int ELSE = 0x05;
    static final int END = 0x0B;
    static final int BR = 0x0C;
    static final int BR_TABLE = 0x0E;
    static final int RETURN = 0x0F;
    static final int CALL = 0x10;
    static final int CALL_INDIRECT = 0x11;
    static final int DROP = 0x1A;
    static final int LOCAL_GET = 0x20;
    static final int LOCAL_SET = 0x21;
    static final int LOCAL_TEE = 0x22;
    static final int GLOBAL_GET = 0x23;
    static final int GLOBAL_SET = 0x24;
    static final int I32_CONST = 0x41;
    static final int I32_ADD = 0x6A;
    static final int I32_SUB = 0x6B;

    private Opcodes() {}

    /// A plain instruction of our own: opcode and one unsigned immediate.
    static Node.Plain of(int opcode, int immediate, int pops, int pushes) {
        return new Node.Plain(new WasmWriter().u8(opcode).u32(immediate).toBytes(), pops, pushes);
    }

    /// A plain instruction of our own without an immediate.
    static Node.Plain of(int opcode, int pops, int pushes) {
        return new Node.Plain(new byte[] {(byte) opcode}, pops, pushes);
    }

    static Node.Plain constant(int value) {
        return new Node.Plain(new WasmWriter().u8(I32_CONST).s32(value).toBytes(), 0, 1);
    }

    static Node.Plain drop() {
        return of(DROP, 1, 0);
    }

    static Node.Plain memoryFill() {
        return new Node.Plain(new byte[] {(byte) 0xFC, 11, 0}, 3, 0);
    }

    /// Reads one instruction from its opcode on.
    static Node.Plain plain(WasmReader in, WasmModule module) {
        int start = in.position();
        int opcode = in.u8();
        long effect = switch (opcode) {
            case CALL -> ofCall(module.typeOf(in.u32()), 0);
            case CALL_INDIRECT -> {
                FunctionType type = module.type(in.u32());
                in.u32();
                yield ofCall(type, 1);
            }
            case 0xFC -> prefixed(in);
            default -> simple(opcode, in);
        };
        return new Node.Plain(in.since(start), (int) (effect >> 32), (int) effect);
    }

    private static long ofCall(FunctionType type, int more) {
        return effect(type.params().length + more, type.results().length);
    }

    private static long simple(int opcode, WasmReader in) {
        if (opcode == 0x01) {
            return effect(0, 0);
        }
        if (opcode == DROP) {
            return effect(1, 0);
        }
        if (opcode == 0x1B) {
            return effect(3, 1);
        }
        if (opcode == 0x1C) {
            in.skip(in.u32());
            return effect(3, 1);
        }
        if (opcode >= 0x23 && opcode <= 0x26) {
            in.u32();
            return opcode == GLOBAL_GET
                    ? effect(0, 1)
                    : opcode == 0x25 ? effect(1, 1) : effect(opcode == 0x26 ? 2 : 1, 0);
        }
        if (opcode >= 0x28 && opcode <= 0x3E) {
            in.u32();
            in.skipLeb();
            return opcode <= 0x35 ? effect(1, 1) : effect(2, 0);
        }
        if (opcode == 0x3F || opcode == 0x40) {
            in.u8();
            return effect(opcode - 0x3F, 1);
        }
        if (opcode >= I32_CONST && opcode <= 0x44) {
            skipConstant(opcode, in);
            return effect(0, 1);
        }
        if (opcode >= 0x45 && opcode <= 0xC4) {
            return effect(unary(opcode) ? 1 : 2, 1);
        }
        if (opcode == 0xD0 || opcode == 0xD2) {
            in.u32();
            return effect(0, 1);
        }
        if (opcode == 0xD1) {
            return effect(1, 1);
        }
        throw new SplitFailure("an instruction that the splitter does not know: 0x" + Integer.toHexString(opcode));
    }

    private static void skipConstant(int opcode, WasmReader in) {
        switch (opcode) {
            case 0x43 -> in.skip(4);
            case 0x44 -> in.skip(8);
            default -> in.skipLeb();
        }
    }

    private static boolean unary(int opcode) {
        return opcode == 0x45
                || opcode == 0x50
                || (opcode >= 0x67 && opcode <= 0x69)
                || (opcode >= 0x79 && opcode <= 0x7B)
                || (opcode >= 0x8B && opcode <= 0x91)
                || (opcode >= 0x99 && opcode <= 0x9F)
                || opcode >= 0xA7;
    }

    private static long prefixed(WasmReader in) {
        int opcode = in.u32();
        int immediates = switch (opcode) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> 0;
            case 8, 10, 12, 14 -> 2;
            case 9, 11, 13, 15, 16, 17 -> 1;
            default -> throw new SplitFailure("an instruction that the splitter does not know: 0xfc " + opcode);
        };
        for (int i = 0; i < immediates; i++) {
            in.u32();
        }
        return switch (opcode) {
            case 9, 13 -> effect(0, 0);
            case 8, 10, 11, 12, 14, 17 -> effect(3, 0);
            case 15 -> effect(2, 1);
            case 16 -> effect(0, 1);
            default -> effect(1, 1);
        };
    }

    private static long effect(int pops, int pushes) {
        return (long) pops << 32 | pushes;
    }
}
