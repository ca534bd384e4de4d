package dev.sallyport.crypto.audit.export;

import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.audit.head.Cosignature;
import dev.sallyport.crypto.audit.head.SignedTreeHead;
import dev.sallyport.crypto.audit.merkle.ConsistencyProof;
import dev.sallyport.crypto.keys.Delegation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of an export in JSON Lines. Read from a file it is a claim; only {@link LogVerifier} judges it. */
public sealed interface ExportLine {
    /**
     * The first line.
     *
     * @param tenantId whose events follow; null for the whole log
     * @param treeSize leaves of the tree that the export proves against
     * @param filtered whether events were left out by a filter
     */
    record Header(String logId, @Nullable String tenantId, long treeSize, boolean filtered) implements ExportLine {}

    /** A key that may have signed heads, with the root key's word for it. */
    record Key(Delegation delegation) implements ExportLine {}

    record Head(SignedTreeHead head) implements ExportLine {}

    record Cosigned(long treeSize, Cosignature cosignature) implements ExportLine {}

    record Consistency(ConsistencyProof proof) implements ExportLine {}

    /** Leaf hashes, one behind the other, from an index on; those of other tenants too, as bare hashes. */
    record Leaves(long first, byte[] hashes) implements ExportLine {
        public int count() {
            return hashes.length / Hash32.BYTES;
        }
    }

    /**
     * An event and its place.
     *
     * @param rendered the readable form, as it stands in the file
     * @param disclosed the personal values that go with it; null where they were erased or not asked for
     * @param path the inclusion path to the export's head; null where the store could not make one
     */
    record Event(
            long leafIndex,
            byte[] canonical,
            String rendered,
            @Nullable Disclosed disclosed,
            @Nullable List<Hash32> path)
            implements ExportLine {}

    /** A leaf whose event the store does not have any more. */
    record Absent(long leafIndex, String eventId, Hash32 leaf, boolean retired) implements ExportLine {}

    /** The last line. @param nextCursor where to go on; null when the export is whole */
    record End(long events, @Nullable String nextCursor) implements ExportLine {}

    /** Personal values in clear with the salt of each, so that they can be compared with the event's commitments. */
    record Disclosed(
            @Nullable String person,
            @Nullable Hash32 personSalt,
            @Nullable String address,
            Hash32 addressSalt) {}
}
