package dev.sallyport.service.audit.sequence;

import dev.sallyport.crypto.audit.Hash32;
import io.vertx.sqlclient.Row;

/// What one look gave a place in the log; the leaves' rows are not committed yet.
final class NewLeaves {

    private final long lastSeq;
    private final boolean more;
    private final int size;
    private final int passedOver;
    private final byte[] hashes;

    private NewLeaves(long lastSeq, boolean more, int size, int passedOver, byte[] hashes) {
        this.lastSeq = lastSeq;
        this.more = more;
        this.size = size;
        this.passedOver = passedOver;
        this.hashes = hashes;
        if (hashes.length != size * Hash32.BYTES) {
            throw new LogInconsistentException("an event's leaf hash is not " + Hash32.BYTES + " bytes long");
        }
    }

    static NewLeaves none(long lastSeq) {
        return new NewLeaves(lastSeq, false, 0, 0, new byte[0]);
    }

    static NewLeaves of(Row row, Look look) {
        int looked = row.getInteger(0);
        int size = row.getInteger(2);
        var hashes = row.getBuffer(3);
        boolean more = looked >= look.most();
        return new NewLeaves(
                more ? row.getLong(1) : look.until(),
                more,
                size,
                looked - size,
                hashes == null ? new byte[0] : hashes.getBytes());
    }

    int size() {
        return size;
    }

    /// The hash of the leaf at this place, counted from 0.
    Hash32 hash(int place) {
        return Hash32.at(hashes, place);
    }

    /// No number up to this one will be new any more.
    long lastSeq() {
        return lastSeq;
    }

    /// Whether there may be more up to the number that was looked for.
    boolean more() {
        return more;
    }

    /// How many events got no leaf: their id and stage have one, or their hash is none.
    int passedOver() {
        return passedOver;
    }

    /// A look for the events numbered after `after` and not after `until`: the first `most` of them, and those that
    /// share the last one's number. Below `until` no other number will appear.
    ///
    /// @param careful whether to look for events that have a leaf already or whose hash is none: such are put in by
    ///     hand, and the table of leaves refuses them, so there is time to look once it has
    record Look(long after, long until, int most, boolean careful) {}
}
