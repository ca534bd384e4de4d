package dev.sallyport.service.audit.sequence;

import dev.sallyport.crypto.audit.Hash32;
import io.vertx.sqlclient.Row;

/// A durable event that has no place in the log yet.
///
/// @param seq its number
record NewLeaf(long seq, Hash32 hash) {

    static NewLeaf of(Row row) {
        return new NewLeaf(
                row.getLong("seq"), Hash32.of(row.getBuffer("leaf_hash").getBytes()));
    }
}
