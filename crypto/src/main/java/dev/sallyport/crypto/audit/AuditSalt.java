package dev.sallyport.crypto.audit;

import static java.util.Objects.requireNonNull;

import dev.sallyport.crypto.codec.TranscriptWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * The 32 random bytes that blind one call's personal values and parameters. Each value has a salt of its own, derived
 * from this one, so that showing one value proves nothing about another. Whoever destroys the record salt makes all of
 * its commitments unguessable; the leaf and every proof stay.
 *
 * <p>Not a key and not a {@code Secret}: it is stored beside the event for as long as the values may be shown.
 */
public final class AuditSalt {
    /** Length. */
    public static final int BYTES = 32;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] DERIVE = "hce1/audit/salt".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COMMIT = "hce1/audit/commit".getBytes(StandardCharsets.US_ASCII);

    private final byte[] value;

    private AuditSalt(byte[] value) {
        if (value.length != BYTES) {
            throw new IllegalArgumentException("an audit salt is 32 bytes");
        }
        this.value = value;
    }

    /** Draws a new one, for one call. */
    public static AuditSalt next() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new AuditSalt(bytes);
    }

    /** The stored form; copies. */
    public static AuditSalt of(byte[] bytes) {
        return new AuditSalt(requireNonNull(bytes, "bytes is null").clone());
    }

    /** A copy, for the store. */
    public byte[] bytes() {
        return value.clone();
    }

    /** The salt of one field: {@code SHA-256(LP("hce1/audit/salt") || LP(record salt) || LP(field))}. */
    public Hash32 fieldSalt(String field) {
        return Hash32.sha256(
                new TranscriptWriter(128).lp(DERIVE).lp(value).lp(field).toByteArray());
    }

    /** Commits to one field of the record. */
    public Hash32 commit(String field, byte[] clear) {
        return commit(field, fieldSalt(field), clear);
    }

    /** {@code SHA-256(LP("hce1/audit/commit") || LP(field) || LP(field salt) || LP(value))}. */
    public static Hash32 commit(String field, Hash32 fieldSalt, byte[] clear) {
        return Hash32.sha256(new TranscriptWriter(128 + clear.length)
                .lp(COMMIT)
                .lp(field)
                .lp(fieldSalt.bytes())
                .lp(clear)
                .toByteArray());
    }

    /** The digests of one statement's parameters (statement and parameter are counted from 0), in their order. */
    public List<Hash32> parameters(int statement, List<byte[]> values) {
        List<Hash32> digests = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            digests.add(commit("param/" + statement + "/" + i, values.get(i)));
        }
        return List.copyOf(digests);
    }

    @Override
    public String toString() {
        return "AuditSalt[32 bytes]";
    }
}
