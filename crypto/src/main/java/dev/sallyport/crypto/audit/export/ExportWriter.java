package dev.sallyport.crypto.audit.export;

import dev.sallyport.crypto.audit.AuditEvent;
import dev.sallyport.crypto.audit.AuditEventCodec;
import dev.sallyport.crypto.audit.AuditEventJson;
import dev.sallyport.crypto.audit.CommittedWho;
import dev.sallyport.crypto.audit.Disclosure;
import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.audit.JsonLine;
import dev.sallyport.crypto.audit.head.Cosignature;
import dev.sallyport.crypto.audit.head.SignedTreeHead;
import dev.sallyport.crypto.audit.merkle.ConsistencyProof;
import dev.sallyport.crypto.keys.Delegation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the lines of an export, each without its line end. */
public final class ExportWriter {
    private ExportWriter() {}

    public static String header(ExportLine.Header header) {
        return line("export")
                .number("version", 1)
                .text("log_id", header.logId())
                .text("tenant_id", header.tenantId())
                .number("tree_size", header.treeSize())
                .number("filtered", header.filtered() ? 1 : 0)
                .close()
                .toString();
    }

    public static String key(Delegation delegation) {
        return line("key")
                .text("key_id", delegation.keyId().value())
                .bytes("public_key", delegation.publicKey())
                .number("not_before", delegation.notBeforeMillis())
                .number("not_after", delegation.notAfterMillis())
                .text("key_log_id", delegation.logId())
                .bytes("signature", delegation.signature())
                .close()
                .toString();
    }

    public static String head(SignedTreeHead signed) {
        return head(line("head"), signed).close().toString();
    }

    /** The members of a head, for other documents. */
    public static JsonLine head(JsonLine out, SignedTreeHead signed) {
        return out.text("log_id", signed.head().logId())
                .number("tree_size", signed.head().size())
                .number("at_ms", signed.head().atMillis())
                .bytes("root", signed.head().root().bytes())
                .text("signing_key_id", signed.keyId().value())
                .bytes("signature", signed.signature());
    }

    public static String cosigned(long treeSize, Cosignature cosignature) {
        return line("cosignature")
                .number("tree_size", treeSize)
                .text("witness_id", cosignature.witness().value())
                .number("at_ms", cosignature.atMillis())
                .bytes("signature", cosignature.signature())
                .close()
                .toString();
    }

    public static String consistency(ConsistencyProof proof) {
        return line("consistency")
                .number("first", proof.first())
                .number("second", proof.second())
                .hashes("path", proof.path())
                .close()
                .toString();
    }

    public static String leaves(long first, byte[] hashes) {
        return line("leaves")
                .number("first", first)
                .bytes("hashes", hashes)
                .close()
                .toString();
    }

    /** {@code canonical} must be an event's; {@code disclosure} null where it is erased or must not be shown. */
    public static String event(
            long leafIndex, byte[] canonical, @Nullable Disclosure disclosure, @Nullable List<Hash32> path) {
        AuditEvent event = AuditEventCodec.decode(canonical);
        var out = line("event")
                .number("leaf_index", leafIndex)
                .json("event", AuditEventJson.write(event))
                .bytes("canonical", canonical);
        if (disclosure != null) {
            out.open("disclosed");
            if (disclosure.person() != null) {
                out.text("person", disclosure.person());
                out.bytes(
                        "person_salt",
                        disclosure.salt().fieldSalt(CommittedWho.PERSON).bytes());
            }
            out.text("address", disclosure.address());
            out.bytes(
                            "address_salt",
                            disclosure.salt().fieldSalt(CommittedWho.ADDRESS).bytes())
                    .close();
        }
        if (path != null) {
            out.hashes("path", path);
        }
        return out.close().toString();
    }

    /** An event whose stored bytes are no event any more: exported as they are, so that the verifier can say so. */
    public static String broken(long leafIndex, byte[] canonical) {
        return line("event")
                .number("leaf_index", leafIndex)
                .open("event")
                .close()
                .bytes("canonical", canonical)
                .close()
                .toString();
    }

    public static String absent(long leafIndex, String eventId, Hash32 leaf, boolean retired) {
        return line("absent")
                .number("leaf_index", leafIndex)
                .text("audit_event_id", eventId)
                .bytes("leaf_hash", leaf.bytes())
                .text("why", retired ? "retired" : "missing")
                .close()
                .toString();
    }

    public static String end(long events, @Nullable String nextCursor) {
        return line("end")
                .number("events", events)
                .text("next_cursor", nextCursor)
                .close()
                .toString();
    }

    private static JsonLine line(String kind) {
        return new JsonLine().open().text("line", kind);
    }
}
