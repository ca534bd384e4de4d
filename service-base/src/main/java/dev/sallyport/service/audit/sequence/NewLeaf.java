package dev.sallyport.service.audit.sequence;

import dev.sallyport.crypto.audit.Hash32;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/// A durable event that has no place in the log yet.
record NewLeaf(
        long seq,
        String eventId,
        short stage,
        OffsetDateTime at,
        @Nullable String tenantId,
        Hash32 hash) {

    static NewLeaf of(Row row) {
        return new NewLeaf(
                row.getLong("seq"),
                row.getString("event_id"),
                row.getShort("stage"),
                row.getOffsetDateTime("at"),
                row.getString("tenant_id"),
                Hash32.of(row.getBuffer("leaf_hash").getBytes()));
    }
}
