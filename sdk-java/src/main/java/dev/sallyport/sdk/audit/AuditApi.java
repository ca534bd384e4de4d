package dev.sallyport.sdk.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.audit.JsonLine;
import dev.sallyport.crypto.audit.export.ExportLine;
import dev.sallyport.crypto.audit.export.ExportReader;
import dev.sallyport.crypto.audit.head.HeadSigner;
import dev.sallyport.crypto.audit.head.SignedTreeHead;
import dev.sallyport.crypto.audit.merkle.InclusionProof;
import dev.sallyport.crypto.codec.JsonValue.JsonArray;
import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.JsonValue.JsonString;
import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.codec.StrictBase64;
import dev.sallyport.crypto.codec.StrictJson;
import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.keys.TrustedSigner;
import dev.sallyport.sdk.answer.VerifiedAnswer;
import dev.sallyport.sdk.http.ApiReply;
import dev.sallyport.sdk.http.ApiRequest;
import dev.sallyport.sdk.http.ProblemReader;
import dev.sallyport.sdk.http.Transport;
import dev.sallyport.sdk.keys.SigningKeys;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The audit log of one service, for a key with the scope {@code audit:read}. Safe for use by several threads. */
public final class AuditApi {
    private static final String LOGS = "/api/v2/audit/logs";

    private final String logId;
    private final Transport transport;
    private final String proxy;
    private final Supplier<Map<String, String>> authentication;
    private final SigningKeys keys;

    /**
     * Calls the service at this address; heads must be signed by keys that the pinned root key delegated.
     *
     * @param logId {@code proxy} or {@code vault}: heads of the other service's log prove nothing of this one's
     */
    public AuditApi(
            String logId,
            Transport transport,
            URI proxy,
            Supplier<Map<String, String>> authentication,
            SigningKeys keys) {
        String base = proxy.toString();
        this.logId = logId;
        this.transport = transport;
        this.proxy = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        this.authentication = authentication;
        this.keys = keys;
    }

    /**
     * Checks that the leaf that this answer promised is in the log: asks for the proof and verifies it here. Empty while
     * no head covers the leaf yet, which takes a second or so.
     *
     * @throws AuditMismatchException where the log shows something else than was promised
     */
    public Optional<Inclusion> verify(VerifiedAnswer answer) {
        Hash32 promised = Hash32.of(answer.auditLeaf());
        List<JsonObject> proofs = proofs(answer.auditEventId());
        for (JsonObject proof : proofs) {
            if (hash(proof.text("leaf_hash")).equals(promised)) {
                return Optional.of(check(promised, proof));
            }
        }
        if (proofs.size() > 1) {
            throw new AuditMismatchException("the log has this event, but not with the promised leaf");
        }
        return Optional.empty();
    }

    /**
     * The records of one call, by the event id that its answer names, each proven to a signed head. For answers that
     * promise no leaf, as those of the vault. Empty while no head covers them yet.
     *
     * @throws AuditMismatchException where a proof does not hold
     */
    public List<Inclusion> prove(AuditEventId id) {
        return proofs(id).stream()
                .map(proof -> check(hash(proof.text("leaf_hash")), proof))
                .collect(java.util.stream.Collectors.toList());
    }

    /** A witness over the logs whose keys the pinned root key delegated, with its memory in a folder of its own. */
    public WitnessDesk witness(HeadSigner key, Path folder) {
        return new WitnessDesk(keys::find, key, folder, InstantSource.system());
    }

    /**
     * Writes the export of all that the key may see, as JSON Lines, part after part; the verifier reads it.
     *
     * @throws IOException where {@code out} does not take it
     */
    public void export(OutputStream out) throws IOException {
        String cursor = null;
        do {
            byte[] part = part(cursor);
            out.write(part);
            cursor = nextCursor(part);
        } while (cursor != null);
    }

    private byte[] part(@Nullable String cursor) {
        var body =
                new JsonLine().open().text("cursor", cursor).close().toString().getBytes(UTF_8);
        Map<String, String> headers = headers();
        headers.put("Content-Type", "application/json");
        return send(new ApiRequest("POST", URI.create(proxy + "/api/v2/audit/export"), headers, body, true))
                .body();
    }

    /** A part that was cut off has no last line and is refused. */
    private static @Nullable String nextCursor(byte[] part) {
        String text = new String(part, UTF_8).stripTrailing();
        String last = text.substring(text.lastIndexOf('\n') + 1);
        if (ExportReader.read(last) instanceof ExportLine.End end) {
            return end.nextCursor();
        }
        throw new AuditMismatchException("the export was cut off");
    }

    /**
     * Where a promised leaf stands.
     *
     * @param head the signed head that the proof leads to; keep it to compare with later ones
     */
    public record Inclusion(long leafIndex, SignedTreeHead head) {}

    private Inclusion check(Hash32 leaf, JsonObject json) {
        SignedTreeHead head = ExportReader.head(json.object("head"));
        if (!head.head().logId().equals(logId)) {
            throw new AuditMismatchException("the head is of another log");
        }
        TrustedSigner signer = keys.find(head.keyId())
                .orElseThrow(() -> new AuditMismatchException("the head is signed by a key that is not trusted"));
        if (!head.isSignedBy(Map.<SigningKeyId, TrustedSigner>of(signer.id(), signer))) {
            throw new AuditMismatchException("the head's signature does not fit");
        }
        var proof = new InclusionProof(json.integer("leaf_index"), head.head().size(), path(json));
        if (!proof.verify(leaf, head.head().root())) {
            throw new AuditMismatchException("the proof does not lead from the promised leaf to the signed head");
        }
        return new Inclusion(proof.leafIndex(), head);
    }

    private List<JsonObject> proofs(AuditEventId id) {
        ApiReply reply = transport.send(
                new ApiRequest("GET", URI.create(proxy + LOGS + "/" + id + "/proof"), headers(), new byte[0], true));
        if (reply.status() == 404) {
            return List.of();
        }
        if (!reply.succeeded()) {
            throw ProblemReader.problemOf(reply);
        }
        List<JsonObject> proofs = new ArrayList<>();
        if (StrictJson.parseObject(reply.body()).find("data") instanceof JsonArray data) {
            data.values().forEach(value -> {
                if (value instanceof JsonObject object) {
                    proofs.add(object);
                }
            });
        }
        return proofs;
    }

    private ApiReply send(ApiRequest request) {
        ApiReply reply = transport.send(request);
        if (!reply.succeeded()) {
            throw ProblemReader.problemOf(reply);
        }
        return reply;
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>(authentication.get());
        headers.put("Accept", "application/json, application/x-ndjson");
        return headers;
    }

    private static List<Hash32> path(JsonObject json) {
        if (!(json.find("path") instanceof JsonArray array)) {
            throw new MalformedException("no path");
        }
        List<Hash32> path = new ArrayList<>();
        for (var value : array.values()) {
            if (!(value instanceof JsonString text)) {
                throw new MalformedException("not a hash");
            }
            path.add(hash(text.value()));
        }
        return path;
    }

    private static Hash32 hash(String base64) {
        return Hash32.of(StrictBase64.decode(base64, Hash32.BYTES));
    }
}
