package dev.sallyport.service.audit.sequence;

import dev.sallyport.crypto.audit.Hash32;
import io.vertx.sqlclient.Row;

/// What one look gave a place in the log; the leaves' rows are not committed yet.
final class NewLeaves {

    private final long lastBatch;
    private final boolean more;
    private final int passedOver;
    private final byte[] hashes;

    private NewLeaves(long lastBatch, boolean more, int passedOver, byte[] hashes) {
        this.lastBatch = lastBatch;
        this.more = more;
        this.passedOver = passedOver;
        this.hashes = hashes;
    }

    static NewLeaves none(long lastBatch) {
        return new NewLeaves(lastBatch, false, 0, new byte[0]);
    }

    static NewLeaves of(Row row, Look look) {
        var hashes = row.getBuffer("hashes");
        boolean more = row.getBoolean("more");
        return new NewLeaves(
                more ? row.getLong("last_batch") : look.until(),
                more,
                row.getInteger("passed_over"),
                hashes == null ? new byte[0] : hashes.getBytes());
    }

    /// Leaves.
    int size() {
        return hashes.length / Hash32.BYTES;
    }

    /// The hash of the leaf at this place, counted from 0.
    Hash32 hash(int place) {
        return Hash32.at(hashes, place);
    }

    /// No batch up to this number will be new any more.
    long lastBatch() {
        return lastBatch;
    }

    /// Whether there may be more up to the number that was looked for.
    boolean more() {
        return more;
    }

    /// How many batches got no leaves: they do not hold together.
    int passedOver() {
        return passedOver;
    }

    /// A look for the batches numbered after `after` and not after `until`, below which no other number will appear: as
    /// many of the first as have `most` leaves together, one at least, and those that share the last one's number.
    record Look(long after, long until, int most) {}
}
