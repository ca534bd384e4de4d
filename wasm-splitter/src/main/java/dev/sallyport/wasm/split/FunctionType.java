package dev.sallyport.wasm.split;

import java.util.Arrays;

/// Parameters and results of a function, as the bytes of their value types.
record FunctionType(byte[] params, byte[] results) {

    static final byte I32 = 0x7F;
    static final byte I64 = 0x7E;
    static final byte F32 = 0x7D;
    static final byte F64 = 0x7C;

    /// `(i32) → i32`, what every chunk is.
    static final FunctionType CHUNK = new FunctionType(new byte[] {I32}, new byte[] {I32});

    boolean sameAs(FunctionType other) {
        return Arrays.equals(params, other.params) && Arrays.equals(results, other.results);
    }
}
