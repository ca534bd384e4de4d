package dev.sallyport.service.audit;

import dev.sallyport.crypto.codec.MalformedException;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A record's canonical bytes as their difference to an earlier record of the same batch, the basis: the first one of
/// its length that is stored whole. Records of one batch are much alike.
///
/// Byte 0 is 1, which no canonical bytes begin with; then the basis's length and that of what is restored, two bytes
/// each, big endian. Then come pieces until the end: a number of bytes that are the basis's at the same place (0 to
/// 255), a number of bytes that are not (0 to 255), and these. Behind a piece of nothing, which comes once at most,
/// the same place is counted from the end. A delta is shorter than what it restores. `audit.whole` in the database
/// restores the same.
public final class CanonicalDelta {

    /// Longer ones are stored whole.
    static final int LONGEST = 65_535;

    private static final byte MARK = 1;
    private static final int HEADER = 5;
    private static final int MOST = 255;

    /// A piece costs two bytes; fewer alike are not worth another one.
    private static final int WORTH = 3;

    private CanonicalDelta() {}

    /// What is stored for each, whole or as a delta, in the same order. Throws [IllegalArgumentException] for bytes
    /// that could be taken for a delta.
    static byte[][] pack(List<byte[]> canonicals) {
        byte[][] stored = new byte[canonicals.size()][];
        NavigableMap<Integer, byte[]> bases = new TreeMap<>();
        for (int place = 0; place < stored.length; place++) {
            byte[] canonical = canonicals.get(place);
            if (canonical.length > 0 && canonical[0] == MARK) {
                throw new IllegalArgumentException("no canonical bytes begin so");
            }
            stored[place] = pack(canonical, bases);
        }
        return stored;
    }

    private static byte[] pack(byte[] canonical, NavigableMap<Integer, byte[]> bases) {
        if (canonical.length <= HEADER || canonical.length > LONGEST) {
            return canonical;
        }
        byte[] basis = nearest(canonical.length, bases);
        byte[] delta = basis == null ? null : worthwhile(canonical, basis);
        if (delta == null) {
            bases.putIfAbsent(canonical.length, canonical);
            return canonical;
        }
        return delta;
    }

    /// Null for a record of another kind: it is whole, since those that follow are like it, and not like the basis.
    private static byte @Nullable [] worthwhile(byte[] canonical, byte[] basis) {
        byte[] delta = new DeltaWriter(canonical, basis).write();
        boolean alike = basis.length == canonical.length || delta != null && delta.length <= canonical.length * 2 / 3;
        return alike ? delta : null;
    }

    private static byte @Nullable [] nearest(int length, NavigableMap<Integer, byte[]> bases) {
        var shorter = bases.floorEntry(length);
        var longer = bases.ceilingEntry(length);
        if (shorter == null || longer == null) {
            var only = shorter == null ? longer : shorter;
            return only == null ? null : only.getValue();
        }
        return length - shorter.getKey() <= longer.getKey() - length ? shorter.getValue() : longer.getValue();
    }

    /// The canonical bytes again.
    ///
    /// @param stored whole or as a delta
    /// @param basis null where nothing stored is what it was made from
    /// @throws MalformedException where they do not fit together: somebody changed them
    public static byte[] whole(byte[] stored, byte @Nullable [] basis) {
        if (stored.length == 0 || stored[0] != MARK) {
            return stored;
        }
        if (stored.length < HEADER || basis == null || basis.length != number(stored, 1)) {
            throw new MalformedException("the record that this one was stored by is gone");
        }
        byte[] canonical = new byte[number(stored, 3)];
        if (stored.length >= canonical.length) {
            throw new MalformedException("a stored record is longer than it says");
        }
        int end = 0;
        int from = HEADER;
        boolean turned = false;
        while (from + 1 < stored.length) {
            int alike = stored[from] & 0xff;
            int own = stored[from + 1] & 0xff;
            int source = turned ? end + basis.length - canonical.length : end;
            boolean turn = alike == 0 && own == 0;
            boolean beside = alike > 0 && (source < 0 || source + alike > basis.length);
            if (turn && turned || beside || end + alike + own > canonical.length || from + 2 + own > stored.length) {
                throw new MalformedException("a piece of a stored record fits nowhere");
            }
            turned |= turn;
            if (alike > 0) {
                System.arraycopy(basis, source, canonical, end, alike);
            }
            System.arraycopy(stored, from + 2, canonical, end + alike, own);
            end += alike + own;
            from += 2 + own;
        }
        if (end != canonical.length || from != stored.length) {
            throw new MalformedException("a stored record is shorter than it says");
        }
        return canonical;
    }

    private static int number(byte[] stored, int at) {
        return (stored[at] & 0xff) << 8 | stored[at + 1] & 0xff;
    }

    /// One delta on its way.
    private static final class DeltaWriter {

        private final byte[] canonical;
        private final byte[] basis;
        private final byte[] delta;
        private int end = HEADER;

        DeltaWriter(byte[] canonical, byte[] basis) {
            this.canonical = canonical;
            this.basis = basis;
            this.delta = new byte[canonical.length];
            delta[0] = MARK;
            delta[1] = (byte) (basis.length >> 8);
            delta[2] = (byte) basis.length;
            delta[3] = (byte) (canonical.length >> 8);
            delta[4] = (byte) canonical.length;
        }

        /// Null where it would not be shorter.
        byte @Nullable [] write() {
            if (canonical.length == basis.length) {
                return pieces(0, canonical.length, 0) ? Arrays.copyOf(delta, end) : null;
            }
            int turn = turn();
            boolean shorter = pieces(0, turn, 0)
                    && piece(turn, 0, 0)
                    && pieces(turn, canonical.length, basis.length - canonical.length);
            return shorter ? Arrays.copyOf(delta, end) : null;
        }

        /// Where most bytes before it are alike counted from the beginning, and behind it from the end.
        private int turn() {
            int shift = basis.length - canonical.length;
            int most = 0;
            int gained = 0;
            int turn = 0;
            for (int at = 0; at < canonical.length; at++) {
                gained += (same(at, at) ? 1 : 0) - (same(at, at + shift) ? 1 : 0);
                if (gained > most) {
                    most = gained;
                    turn = at + 1;
                }
            }
            return turn;
        }

        private boolean same(int at, int there) {
            return there >= 0 && there < basis.length && canonical[at] == basis[there];
        }

        /// @return false where there is no room
        private boolean pieces(int from, int until, int shift) {
            int at = from;
            while (at < until) {
                int alike = alike(at, Math.min(until, at + MOST), shift);
                int own = own(at + alike, until, shift);
                if (!piece(at + alike, alike, own)) {
                    return false;
                }
                at += alike + own;
            }
            return true;
        }

        private boolean piece(int at, int alike, int own) {
            if (end + 2 + own >= delta.length) {
                return false;
            }
            delta[end] = (byte) alike;
            delta[end + 1] = (byte) own;
            System.arraycopy(canonical, at, delta, end + 2, own);
            end += 2 + own;
            return true;
        }

        private int alike(int at, int until, int shift) {
            if (!same(at, at + shift)) {
                return 0;
            }
            int last = Math.min(until + shift, basis.length);
            int alike = Arrays.mismatch(canonical, at, until, basis, at + shift, last);
            return alike < 0 ? until - at : alike;
        }

        /// Bytes from there until enough are alike again.
        private int own(int from, int until, int shift) {
            int last = Math.min(until, from + MOST);
            int alike = 0;
            for (int at = from; at < last; at++) {
                alike = same(at, at + shift) ? alike + 1 : 0;
                if (alike == WORTH) {
                    return at + 1 - WORTH - from;
                }
            }
            return last - from;
        }
    }
}
