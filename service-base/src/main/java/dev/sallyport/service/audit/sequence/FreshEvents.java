package dev.sallyport.service.audit.sequence;

import dev.sallyport.crypto.audit.Hash32;
import io.vertx.sqlclient.Row;

/// Durable events that have no place in the log yet.
final class FreshEvents {

    private final long after;
    private final long lastSeq;
    private final int looked;
    private final int size;
    private final Long[] doubled;
    private final byte[] hashes;

    private FreshEvents(long after, long lastSeq, int looked, int size, Long[] doubled, byte[] hashes) {
        this.after = after;
        this.lastSeq = lastSeq;
        this.looked = looked;
        this.size = size;
        this.doubled = doubled;
        this.hashes = hashes;
        if (hashes.length != size * Hash32.BYTES) {
            throw new LogInconsistentException("an event's leaf hash is not " + Hash32.BYTES + " bytes long");
        }
    }

    static FreshEvents of(Row row, long after, Long[] doubled) {
        int looked = row.getInteger(0);
        var hashes = row.getBuffer(3);
        return new FreshEvents(
                after,
                looked == 0 ? after : row.getLong(1),
                looked,
                row.getInteger(2),
                doubled,
                hashes == null ? new byte[0] : hashes.getBytes());
    }

    /// How many get a leaf.
    int size() {
        return size;
    }

    /// The leaf of the event at this place, counted from 0.
    Hash32 leaf(int place) {
        return Hash32.at(hashes, place);
    }

    /// The number before the first one looked at.
    long after() {
        return after;
    }

    /// The last number looked at; `after` where there was nothing.
    long lastSeq() {
        return lastSeq;
    }

    /// How many events were looked at.
    int looked() {
        return looked;
    }

    /// Numbers of events whose id and stage are in the log already; they get no leaf.
    Long[] doubled() {
        return doubled;
    }
}
