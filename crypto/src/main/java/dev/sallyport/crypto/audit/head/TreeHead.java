package dev.sallyport.crypto.audit.head;

import static java.util.Objects.requireNonNull;

import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.codec.TranscriptWriter;

/**
 * The log at a moment.
 *
 * @param logId the log's name, for example {@code proxy}; 1 to 128 bytes
 * @param size leaves in the tree
 * @param atMillis Unix milliseconds; leaves of records made durable a maximum merge delay earlier are in
 * @param root the root over these leaves
 */
public record TreeHead(String logId, long size, long atMillis, Hash32 root) {
    private static final String LABEL = "hce1/audit/head";

    public TreeHead {
        requireNonNull(root, "root is null");
        if (!logId.matches("[A-Za-z0-9_.:-]{1,128}") || size < 0 || atMillis < 0) {
            throw new IllegalArgumentException("not a tree head");
        }
    }

    /** What is signed: {@code LP("hce1/audit/head") || LP(log_id) || u64(size) || u64(at) || LP(root)}. */
    public byte[] message() {
        return new TranscriptWriter(256)
                .lp(LABEL)
                .lp(logId)
                .u64(size)
                .u64(atMillis)
                .lp(root.bytes())
                .toByteArray();
    }
}
