package dev.sallyport.sdk.audit;

import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.audit.JsonLine;
import dev.sallyport.crypto.audit.export.ExportReader;
import dev.sallyport.crypto.audit.head.Cosignature;
import dev.sallyport.crypto.audit.head.HeadSigner;
import dev.sallyport.crypto.audit.head.SignedTreeHead;
import dev.sallyport.crypto.audit.head.TreeHead;
import dev.sallyport.crypto.audit.head.Witness;
import dev.sallyport.crypto.audit.merkle.ConsistencyProof;
import dev.sallyport.crypto.codec.JsonValue.JsonArray;
import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.JsonValue.JsonString;
import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.codec.StrictBase64;
import dev.sallyport.crypto.codec.StrictJson;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.keys.TrustedSigner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A witness with a memory on its own disk: takes heads as a sequencer posts them, and cosigns only what a trusted key of
 * that log signed and what continues the last head that it cosigned. Every head is on the disk before its cosignature is
 * given, one file a log, so that a witness that was killed cannot be shown another history. The files can be given to
 * {@code audit verify} as saved heads. Safe for use by several threads.
 */
public final class WitnessDesk {
    private final Function<SigningKeyId, Optional<TrustedSigner>> logKeys;
    private final HeadSigner key;
    private final WitnessMemory memory;
    private final InstantSource clock;

    /**
     * @param logKeys the keys that the pinned root key delegated; asked for every head
     * @param folder where the heads are remembered; nobody else may write there
     */
    public WitnessDesk(
            Function<SigningKeyId, Optional<TrustedSigner>> logKeys, HeadSigner key, Path folder, InstantSource clock) {
        this.logKeys = logKeys;
        this.key = key;
        this.memory = new WitnessMemory(folder);
        this.clock = clock;
    }

    /**
     * What to answer over HTTP.
     *
     * @param status 200 with a cosignature; 409 with the size of the newest head that this witness cosigned, where the
     *     proof begins elsewhere; 403 where the head is not to be believed; 400 where the body is malformed
     */
    public record Reply(int status, String body) {}

    /**
     * Judges one posted head.
     *
     * @throws IOException where the memory cannot be read or written: no cosignature then
     */
    public synchronized Reply answer(byte[] body) throws IOException {
        SignedTreeHead head;
        ConsistencyProof proof;
        try {
            JsonObject json = StrictJson.parseObject(body);
            head = ExportReader.head(json.object("head"));
            JsonObject path = json.object("consistency");
            proof = new ConsistencyProof(path.integer("first"), path.integer("second"), hashes(path));
        } catch (IllegalArgumentException e) {
            return new Reply(400, refusal("the body is not of this format"));
        }
        TreeHead newest = memory.newest(head.head().logId());
        if (newest != null && proof.first() != newest.size()) {
            return new Reply(
                    409,
                    new JsonLine()
                            .open()
                            .number("tree_size", newest.size())
                            .close()
                            .toString());
        }
        return cosign(head, proof, newest);
    }

    /**
     * Reads the whole memory, as a witness does before it serves. A last line that a kill tore is taken away: no
     * cosignature was given for it.
     *
     * @throws IOException where the memory is damaged in another way: a person has to look at it
     */
    public synchronized void check() throws IOException {
        memory.check();
    }

    /** The newest head of this log that was cosigned. */
    public synchronized @Nullable TreeHead newest(String logId) throws IOException {
        return memory.newest(logId);
    }

    private Reply cosign(SignedTreeHead head, ConsistencyProof proof, @Nullable TreeHead newest) throws IOException {
        Optional<TrustedSigner> signer = logKeys.apply(head.keyId());
        if (signer.isEmpty()) {
            return new Reply(403, refusal("the head is signed by a key that is not trusted"));
        }
        Witness witness = new Witness(Map.of(head.keyId(), signer.get()), key, newest);
        Optional<Cosignature> given = witness.see(head, proof, clock.millis());
        if (given.isEmpty()) {
            return new Reply(403, refusal("the head does not continue what was seen, or its signature does not fit"));
        }
        memory.remember(head);
        Cosignature word = given.get();
        return new Reply(
                200,
                new JsonLine()
                        .open()
                        .text("witness_id", word.witness().value())
                        .number("at_ms", word.atMillis())
                        .bytes("signature", word.signature())
                        .close()
                        .toString());
    }

    private static String refusal(String why) {
        return new JsonLine().open().text("refused", why).close().toString();
    }

    private static List<Hash32> hashes(JsonObject json) {
        if (!(json.find("path") instanceof JsonArray array)) {
            throw new MalformedException("no path");
        }
        List<Hash32> path = new ArrayList<>();
        for (var value : array.values()) {
            if (!(value instanceof JsonString text)) {
                throw new MalformedException("not a hash");
            }
            path.add(Hash32.of(StrictBase64.decode(text.value(), Hash32.BYTES)));
        }
        return path;
    }
}
