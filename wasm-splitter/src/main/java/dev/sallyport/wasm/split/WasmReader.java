package dev.sallyport.wasm.split;

import java.util.Arrays;

/// Reads a WebAssembly binary. Source: WebAssembly Core Specification 2.0, chapter 5.
final class WasmReader {

    private final byte[] bytes;
    private final int end;
    private int at;

    WasmReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    WasmReader(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.end = to;
    }

    boolean atEnd() {
        return at >= end;
    }

    int position() {
        return at;
    }

    int u8() {
        if (at >= end) {
            throw new SplitFailure("the module ends in the middle of something");
        }
        return bytes[at++] & 0xFF;
    }

    int peek() {
        int value = u8();
        at--;
        return value;
    }

    /// LEB128, unsigned, at most 32 bits.
    int u32() {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int b = u8();
            value |= (long) (b & 0x7F) << shift;
            if ((b & 0x80) == 0) {
                return (int) value;
            }
        }
        throw new SplitFailure("a number of more than 32 bits");
    }

    /// Steps over a LEB128 of up to 64 bits.
    void skipLeb() {
        for (int i = 0; i < 10; i++) {
            if ((u8() & 0x80) == 0) {
                return;
            }
        }
        throw new SplitFailure("a number of more than 64 bits");
    }

    void skip(int count) {
        if (count < 0 || count > end - at) {
            throw new SplitFailure("the module ends in the middle of something");
        }
        at += count;
    }

    byte[] take(int count) {
        int from = at;
        skip(count);
        return Arrays.copyOfRange(bytes, from, at);
    }

    byte[] since(int from) {
        return Arrays.copyOfRange(bytes, from, at);
    }

    String name() {
        return new String(take(u32()), java.nio.charset.StandardCharsets.UTF_8);
    }
}
