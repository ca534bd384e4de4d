package dev.sallyport.service.audit.read;

import dev.sallyport.crypto.audit.AuditEventCodec;
import dev.sallyport.crypto.audit.AuditEventJson;
import dev.sallyport.crypto.audit.AuditSalt;
import dev.sallyport.crypto.audit.Disclosure;
import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.audit.JsonLine;
import dev.sallyport.crypto.audit.merkle.MerkleHash;
import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.service.audit.CanonicalDelta;
import io.vertx.sqlclient.Row;
import org.jspecify.annotations.Nullable;

/// An event as the store has it.
///
/// @param leafIndex its place in the log; null before the sequencer gave it one
/// @param leaf what the store says; where that is no hash, the leaf of the stored bytes
/// @param canonical null where the event was retired, or removed
/// @param disclosure null where it was erased
/// @param retired whether the month that held it was retired
public record StoredEvent(
        long seq,
        @Nullable Long leafIndex,
        String eventId,
        Hash32 leaf,
        byte @Nullable [] canonical,
        @Nullable Disclosure disclosure,
        boolean retired) {

    /// What records of a batch `b` may be stored by, once for the batch.
    static final String BASES = """
            CROSS JOIN LATERAL (
                SELECT array_agg(c ORDER BY place) AS bases, array_agg(octet_length(c) ORDER BY place) AS lengths
                FROM unnest(b.records) WITH ORDINALITY AS u(c, place)
                WHERE place <= 4095 AND substring(c FOR 1) <> '\\x01'::bytea AND octet_length(c) BETWEEN 6 AND 65535) w
            """;

    /// What an event `e` is stored by: the first of these that has the length which its record names.
    static final String BASIS = """
            CASE WHEN substring(e.record FOR 1) = '\\x01'::bytea AND octet_length(e.record) > 2 THEN
                w.bases[array_position(w.lengths, get_byte(e.record, 1) * 256 + get_byte(e.record, 2))] END AS basis""";

    static StoredEvent of(Row row) {
        byte[] bytes = canonical(bytes(row, "record"), bytes(row, "basis"));
        return new StoredEvent(
                row.getLong("seq"),
                row.getLong("leaf_index"),
                row.getString("event_id"),
                leaf(row.getBuffer("leaf_hash").getBytes(), bytes),
                bytes,
                disclosure(row),
                row.getBoolean("retired"));
    }

    private static byte @Nullable [] bytes(Row row, String column) {
        var value = row.getBuffer(column);
        return value == null ? null : value.getBytes();
    }

    /// Stored bytes that do not fit together any more stay as they are: they are no event.
    private static byte @Nullable [] canonical(byte @Nullable [] stored, byte @Nullable [] basis) {
        try {
            return stored == null ? null : CanonicalDelta.whole(stored, basis);
        } catch (MalformedException _) {
            return stored;
        }
    }

    /// Rows put in by hand may hold hashes and salts of any length.
    private static Hash32 leaf(byte[] stored, byte @Nullable [] canonical) {
        return canonical == null || stored.length == Hash32.BYTES ? Hash32.of(stored) : MerkleHash.leaf(canonical);
    }

    private static @Nullable Disclosure disclosure(Row row) {
        var salt = row.getBuffer("salt");
        return salt == null || salt.length() != AuditSalt.BYTES
                ? null
                : new Disclosure(AuditSalt.of(salt.getBytes()), row.getString("person"), row.getString("address"));
    }

    /// For people: the event's members, the personal values where they still are, and the place in the log.
    public String toJson() {
        var out = new JsonLine().open().text("audit_event_id", eventId);
        byte[] bytes = canonical;
        if (bytes != null) {
            out.json("event", rendered(bytes));
        }
        if (disclosure != null) {
            out.text("person", disclosure.person()).text("address", disclosure.address());
        }
        out.bytes("leaf_hash", leaf.bytes());
        if (leafIndex != null) {
            out.number("leaf_index", leafIndex);
        }
        return out.close().toString();
    }

    private static String rendered(byte[] canonical) {
        try {
            return AuditEventJson.write(AuditEventCodec.decode(canonical));
        } catch (MalformedException e) {
            return "{\"broken\":\"the stored bytes are no event any more\"}";
        }
    }
}
