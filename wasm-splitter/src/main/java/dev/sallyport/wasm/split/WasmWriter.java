package dev.sallyport.wasm.split;

import java.io.ByteArrayOutputStream;

/// Writes a WebAssembly binary. Source: WebAssembly Core Specification 2.0, chapter 5.
final class WasmWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    WasmWriter u8(int value) {
        out.write(value);
        return this;
    }

    WasmWriter u32(int value) {
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            out.write(rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
        return this;
    }

    WasmWriter s32(int value) {
        int rest = value;
        while (rest < -64 || rest > 63) {
            out.write(rest & 0x7F | 0x80);
            rest >>= 7;
        }
        out.write(rest & 0x7F);
        return this;
    }

    WasmWriter bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /// Length, then the bytes.
    WasmWriter sized(byte[] bytes) {
        return u32(bytes.length).bytes(bytes);
    }

    int size() {
        return out.size();
    }

    byte[] toBytes() {
        return out.toByteArray();
    }
}
