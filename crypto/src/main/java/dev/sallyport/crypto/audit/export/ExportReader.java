package dev.sallyport.crypto.audit.export;

import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.audit.head.Cosignature;
import dev.sallyport.crypto.audit.head.SignedTreeHead;
import dev.sallyport.crypto.audit.head.TreeHead;
import dev.sallyport.crypto.audit.merkle.ConsistencyProof;
import dev.sallyport.crypto.codec.JsonValue.JsonArray;
import dev.sallyport.crypto.codec.JsonValue.JsonNull;
import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.JsonValue.JsonString;
import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.codec.StrictBase64;
import dev.sallyport.crypto.codec.StrictJson;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.keys.Delegation;
import dev.sallyport.crypto.pq.PqSizes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the lines of an export; every line that {@link ExportWriter} would not have written is refused. */
public final class ExportReader {
    private static final String EVENT_START = "\"event\":";
    private static final String EVENT_END = ",\"canonical\":";

    private ExportReader() {}

    /** Throws {@link MalformedException}. */
    public static ExportLine read(String line) {
        try {
            JsonObject json = StrictJson.parseObject(line.getBytes(StandardCharsets.UTF_8));
            return switch (json.text("line")) {
                case "export" -> header(json);
                case "key" -> key(json);
                case "head" -> new ExportLine.Head(head(json));
                case "cosignature" -> cosigned(json);
                case "consistency" ->
                    new ExportLine.Consistency(
                            new ConsistencyProof(json.integer("first"), json.integer("second"), hashes(json, "path")));
                case "leaves" -> leaves(json);
                case "event" -> event(json, line);
                case "absent" -> absent(json);
                case "end" -> new ExportLine.End(json.integer("events"), textOrNull(json, "next_cursor"));
                default -> throw new MalformedException("a line of an unknown kind");
            };
        } catch (MalformedException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new MalformedException("a value is out of its bounds");
        }
    }

    /** Reads the members of a head, wherever they stand. */
    public static SignedTreeHead head(JsonObject json) {
        var head =
                new TreeHead(json.text("log_id"), json.integer("tree_size"), json.integer("at_ms"), hash(json, "root"));
        return new SignedTreeHead(
                head, SigningKeyId.of(json.text("signing_key_id")), json.bytes("signature", PqSizes.SIGNATURE));
    }

    private static ExportLine header(JsonObject json) {
        if (json.integer("version") != 1) {
            throw new MalformedException("an export of an unknown version");
        }
        return new ExportLine.Header(
                json.text("log_id"),
                textOrNull(json, "tenant_id"),
                json.integer("tree_size"),
                json.integer("filtered") != 0);
    }

    private static ExportLine key(JsonObject json) {
        return new ExportLine.Key(new Delegation(
                SigningKeyId.of(json.text("key_id")),
                json.bytes("public_key", PqSizes.SIGNATURE_PUBLIC_KEY),
                json.integer("not_before"),
                json.integer("not_after"),
                json.bytes("signature", PqSizes.SIGNATURE),
                textOrNull(json, "key_log_id")));
    }

    private static ExportLine cosigned(JsonObject json) {
        return new ExportLine.Cosigned(
                json.integer("tree_size"),
                new Cosignature(
                        SigningKeyId.of(json.text("witness_id")),
                        json.integer("at_ms"),
                        json.bytes("signature", PqSizes.SIGNATURE)));
    }

    private static ExportLine leaves(JsonObject json) {
        byte[] hashes = json.bytes("hashes");
        if (hashes.length == 0 || hashes.length % Hash32.BYTES != 0) {
            throw new MalformedException("leaf hashes of a wrong length");
        }
        return new ExportLine.Leaves(json.integer("first"), hashes);
    }

    /** The readable form is taken as text between its neighbours: it is compared, not understood. */
    private static ExportLine event(JsonObject json, String line) {
        int start = line.indexOf(EVENT_START) + EVENT_START.length();
        int end = line.lastIndexOf(EVENT_END);
        String rendered = end > start ? line.substring(start, end) : "";
        JsonObject disclosed = json.find("disclosed") instanceof JsonObject object ? object : null;
        return new ExportLine.Event(
                json.integer("leaf_index"),
                json.bytes("canonical"),
                rendered,
                disclosed == null ? null : disclosed(disclosed),
                json.find("path") == null ? null : hashes(json, "path"));
    }

    private static ExportLine.Disclosed disclosed(JsonObject json) {
        String person = textOrNull(json, "person");
        return new ExportLine.Disclosed(
                person,
                person == null ? null : hash(json, "person_salt"),
                textOrNull(json, "address"),
                hash(json, "address_salt"));
    }

    private static ExportLine absent(JsonObject json) {
        return new ExportLine.Absent(
                json.integer("leaf_index"),
                json.text("audit_event_id"),
                hash(json, "leaf_hash"),
                json.text("why").equals("retired"));
    }

    private static Hash32 hash(JsonObject json, String member) {
        return Hash32.of(json.bytes(member, Hash32.BYTES));
    }

    private static List<Hash32> hashes(JsonObject json, String member) {
        if (json.find(member) instanceof JsonArray array) {
            return array.values().stream()
                    .map(value -> {
                        if (value instanceof JsonString text) {
                            return Hash32.of(StrictBase64.decode(text.value(), Hash32.BYTES));
                        }
                        throw new MalformedException("not a hash");
                    })
                    .toList();
        }
        throw new MalformedException("no list " + member);
    }

    private static @Nullable String textOrNull(JsonObject json, String member) {
        var value = json.find(member);
        return value == null || value instanceof JsonNull ? null : json.text(member);
    }
}
