package dev.sallyport.guard.cache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// A bounded cache in two generations: what is used stays, what is not used for as long as it takes to fill one
/// generation goes. Reads take no lock and allocate nothing.
///
/// @param <V> what is kept
public final class VerdictCache<V> {

    /// What an entry counts for beside its text: key, map entry and verdict, in characters.
    private static final int OVERHEAD = 512;

    private final long charactersOfAGeneration;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private volatile Generation<V> young = new Generation<>();
    private volatile Generation<V> old = new Generation<>();

    private static final class Generation<V> {
        private final ConcurrentMap<VerdictKey, V> verdicts = new ConcurrentHashMap<>();
        private final AtomicLong characters = new AtomicLong();
    }

    /// @param maxCharacters bound on the text that the entries stand for, 512 added for each entry
    public VerdictCache(long maxCharacters) {
        charactersOfAGeneration = Math.max(OVERHEAD, maxCharacters / 2);
    }

    public @Nullable V get(VerdictKey key) {
        V verdict = young.verdicts.get(key);
        if (verdict == null) {
            verdict = old.verdicts.get(key);
            if (verdict != null) {
                put(key, verdict, 0);
            }
        }
        (verdict == null ? misses : hits).increment();
        return verdict;
    }

    public void put(VerdictKey key, V verdict, int characters) {
        Generation<V> into = young;
        if (into.verdicts.putIfAbsent(key, verdict) == null
                && into.characters.addAndGet((long) characters + OVERHEAD) > charactersOfAGeneration) {
            turn(into);
        }
    }

    private synchronized void turn(Generation<V> full) {
        if (young == full) {
            old = full;
            young = new Generation<>();
        }
    }

    public long hits() {
        return hits.sum();
    }

    public long misses() {
        return misses.sum();
    }

    /// Entries in both generations.
    public int size() {
        return young.verdicts.size() + old.verdicts.size();
    }
}
