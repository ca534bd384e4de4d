package dev.sallyport.service.audit.sequence;

import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.audit.head.SignedTreeHead;
import dev.sallyport.crypto.audit.head.TreeHead;
import dev.sallyport.crypto.id.SigningKeyId;
import io.vertx.sqlclient.Row;

/// Tree heads out of rows of `audit.head`.
public final class HeadRows {

    /// The columns that [#of] reads.
    public static final String COLUMNS = "tree_size, log_id, at_ms, root, signing_key_id, signature";

    private HeadRows() {}

    public static SignedTreeHead of(Row row) {
        var head = new TreeHead(
                row.getString("log_id"),
                row.getLong("tree_size"),
                row.getLong("at_ms"),
                Hash32.of(row.getBuffer("root").getBytes()));
        return new SignedTreeHead(
                head,
                SigningKeyId.of(row.getString("signing_key_id")),
                row.getBuffer("signature").getBytes());
    }
}
