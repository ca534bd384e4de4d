package dev.sallyport.wasm.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/// The regular files of a gzipped ustar archive, as npm makes them.
///
/// Source: POSIX.1-2017, pax, "ustar Interchange Format": blocks of 512 bytes; name at 0 (100 bytes), size in octal
/// at 124 (12 bytes), type at 156.
final class Tarball {

    private static final int BLOCK = 512;

    private Tarball() {}

    static Map<String, byte[]> files(byte[] gzipped) throws IOException {
        byte[] tar;
        try (var in = new GZIPInputStream(new ByteArrayInputStream(gzipped))) {
            tar = in.readAllBytes();
        }
        var files = new HashMap<String, byte[]>();
        int at = 0;
        while (at + BLOCK <= tar.length && tar[at] != 0) {
            int size = Integer.parseInt(text(tar, at + 124, 12).trim(), 8);
            byte type = tar[at + 156];
            if (type == '0' || type == 0) {
                files.put(text(tar, at, 100), Arrays.copyOfRange(tar, at + BLOCK, at + BLOCK + size));
            }
            at += BLOCK + (size + BLOCK - 1) / BLOCK * BLOCK;
        }
        return files;
    }

    private static String text(byte[] tar, int from, int length) {
        int to = from;
        while (to < from + length && tar[to] != 0) {
            to++;
        }
        return new String(tar, from, to - from, UTF_8);
    }
}
