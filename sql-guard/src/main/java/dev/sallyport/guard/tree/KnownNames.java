package dev.sallyport.guard.tree;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Collection;

/// The names that the allow-list holds, found by their bytes: a name of the tree costs no new string, and what compares
/// it with a literal compares references. Immutable.
final class KnownNames {

    private final byte[][] bytes;
    private final String[] names;

    KnownNames(Collection<String> all) {
        int size = Integer.highestOneBit(Math.max(1, all.size())) * 4;
        bytes = new byte[size][];
        names = new String[size];
        all.forEach(this::add);
    }

    private void add(String name) {
        byte[] utf8 = name.getBytes(UTF_8);
        int at = slot(hash(utf8, 0, utf8.length));
        while (bytes[at] != null && !Arrays.equals(bytes[at], utf8)) {
            at = slot(at + 1);
        }
        bytes[at] = utf8;
        names[at] = name.intern();
    }

    /// The text of the bytes from `from` to before `to`, which are UTF-8.
    String text(byte[] json, int from, int to) {
        for (int at = slot(hash(json, from, to)); bytes[at] != null; at = slot(at + 1)) {
            if (Arrays.equals(bytes[at], 0, bytes[at].length, json, from, to)) {
                return names[at];
            }
        }
        return new String(json, from, to - from, UTF_8);
    }

    private int slot(int hash) {
        return hash & names.length - 1;
    }

    private static int hash(byte[] utf8, int from, int to) {
        int hash = to - from;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + utf8[i];
        }
        return hash ^ hash >>> 15;
    }
}
