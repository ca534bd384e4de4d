package dev.sallyport.crypto.audit.export;

import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.audit.merkle.Frontier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The leaf hashes of an export by index: 32 bytes each, in chunks as they came. */
final class LeafTable {
    private final TreeMap<Long, byte[]> chunks = new TreeMap<>();

    /** False where the chunk covers what another one covers already. */
    boolean add(long first, byte[] hashes) {
        var before = chunks.floorEntry(first);
        var after = chunks.ceilingKey(first);
        boolean overlaps = (before != null && before.getKey() + count(before.getValue()) > first)
                || (after != null && first + count(hashes) > after);
        if (!overlaps) {
            chunks.put(first, hashes);
        }
        return !overlaps;
    }

    boolean isEmpty() {
        return chunks.isEmpty();
    }

    @Nullable
    Hash32 at(long index) {
        var chunk = chunks.floorEntry(index);
        if (chunk == null || index - chunk.getKey() >= count(chunk.getValue())) {
            return null;
        }
        return Hash32.at(chunk.getValue(), (int) (index - chunk.getKey()));
    }

    /** The first index below {@code size} that is missing, or -1. */
    long gap(long size) {
        long next = 0;
        for (var chunk : chunks.entrySet()) {
            if (chunk.getKey() > next) {
                break;
            }
            next = Math.max(next, chunk.getKey() + count(chunk.getValue()));
        }
        return next < size ? next : -1;
    }

    /** The index of a leaf, or -1; linear, for the rare case that something is wrong. */
    long find(Hash32 leaf) {
        for (var chunk : chunks.entrySet()) {
            for (int i = 0; i < count(chunk.getValue()); i++) {
                if (Hash32.at(chunk.getValue(), i).equals(leaf)) {
                    return chunk.getKey() + i;
                }
            }
        }
        return -1;
    }

    /** Those of {@code wanted} that are leaves. */
    Set<Hash32> present(Set<Hash32> wanted) {
        Set<Hash32> found = new HashSet<>();
        for (byte[] chunk : chunks.values()) {
            for (int i = 0; i < count(chunk); i++) {
                Hash32 leaf = Hash32.at(chunk, i);
                if (wanted.contains(leaf)) {
                    found.add(leaf);
                }
            }
        }
        return found;
    }

    /** Tells the root at each of these sizes that the leaves reach without a gap. */
    void roots(Set<Long> sizes, BiConsumer<Long, Hash32> use) {
        var frontier = new Frontier();
        for (var chunk : chunks.entrySet()) {
            if (chunk.getKey() != frontier.size()) {
                return;
            }
            byte[] hashes = chunk.getValue();
            for (int i = 0; i < count(hashes); i++) {
                frontier.append(Hash32.of(Arrays.copyOfRange(hashes, i * Hash32.BYTES, (i + 1) * Hash32.BYTES)));
                if (sizes.contains(frontier.size())) {
                    use.accept(frontier.size(), frontier.root());
                }
            }
        }
    }

    private static int count(byte[] hashes) {
        return hashes.length / Hash32.BYTES;
    }
}
