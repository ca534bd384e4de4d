package dev.sallyport.crypto.sealed;

import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.codec.TranscriptReader;
import dev.sallyport.crypto.codec.TranscriptWriter;
import dev.sallyport.crypto.id.InvalidIdException;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.SealedId;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.kms.KmsKeyRef;
import dev.sallyport.crypto.pq.PqSizes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** A record HCV1, parsed but not trusted: it says nothing until an {@link Unsealer} has checked it. Immutable. */
public final class SealedCredential {
    /** A secret of 1 MiB and what stands around it. */
    public static final int MAX_RECORD_BYTES = 2 * 1024 * 1024;

    static final int MAX_SLOTS = 16;
    private static final byte[] MAGIC = "HCV1".getBytes(StandardCharsets.US_ASCII);
    private static final int FORMAT = 1;
    private static final int MAX_TEXT_BYTES = 128;

    private final CredentialHeader header;
    private final List<Slot> slots;
    private final SealedBody body;
    private final byte[] bytes;

    SealedCredential(CredentialHeader header, List<Slot> slots, SealedBody body) {
        if (slots.isEmpty()
                || slots.size() > MAX_SLOTS
                || slots.stream().map(Slot::kemKeyId).distinct().count() != slots.size()) {
            throw new MalformedException("a record has 1 to 16 slots, each for another key");
        }
        this.header = header;
        this.slots = List.copyOf(slots);
        this.body = body;
        this.bytes = write();
    }

    /** Throws {@link MalformedException} for everything that {@link #toBytes} would not have written. */
    public static SealedCredential parse(byte[] record) {
        if (record.length > MAX_RECORD_BYTES) {
            throw new MalformedException("record too long");
        }
        try {
            TranscriptReader in = new TranscriptReader(record);
            requireFormat(in);
            CredentialHeader header = new CredentialHeader(
                    TenantId.of(in.lpText(MAX_TEXT_BYTES)),
                    SealedId.of(in.lpText(MAX_TEXT_BYTES)),
                    in.u32(),
                    in.lpText(MAX_TEXT_BYTES),
                    in.u64());
            List<Slot> slots = new ArrayList<>();
            for (int left = in.u8(); left > 0; left--) {
                slots.add(Slot.read(in));
            }
            SealedBody body = new SealedBody(
                    in.raw(12),
                    in.raw(32),
                    in.lp(MAX_RECORD_BYTES),
                    SigningKeyId.of(in.lpText(MAX_TEXT_BYTES)),
                    in.lpExactly(PqSizes.SIGNATURE));
            in.end();
            return new SealedCredential(header, slots, body);
        } catch (MalformedException e) {
            throw e;
        } catch (InvalidIdException e) {
            throw new MalformedException("record with an id that is none");
        } catch (IllegalArgumentException e) {
            throw new MalformedException("record with a field out of its range");
        }
    }

    private static void requireFormat(TranscriptReader in) {
        if (!Arrays.equals(in.raw(MAGIC.length), MAGIC)
                || in.u8() != FORMAT
                || !in.lpText(MAX_TEXT_BYTES).equals(CredentialHeader.SUITE)) {
            throw new MalformedException("not a record HCV1 of the known suite");
        }
    }

    public CredentialHeader header() {
        return header;
    }

    /** The unsealing keys that have a slot. */
    public List<KemKeyId> kemKeyIds() {
        return slots.stream().map(Slot::kemKeyId).toList();
    }

    /** The KMS key of a slot. */
    public KmsKeyRef kmsKeyRef(KemKeyId kemKeyId) {
        return slot(kemKeyId).kmsKeyRef();
    }

    /** What the KMS wrapped for a slot; a copy, for kms:ReEncrypt. */
    public byte[] wrappedDataKey(KemKeyId kemKeyId) {
        return slot(kemKeyId).wrappedDataKey().clone();
    }

    /** The vault key that signed. */
    public SigningKeyId sealerKeyId() {
        return body.sealerKeyId();
    }

    /** The record, a copy. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** SHA-512 of the record. */
    public byte[] digest() {
        return Hashes.sha512(bytes);
    }

    /** The same record without one slot; the last one stays. Body and signature are untouched. */
    public SealedCredential withoutSlot(KemKeyId kemKeyId) {
        slot(kemKeyId);
        return new SealedCredential(
                header,
                slots.stream().filter(s -> !s.kemKeyId().equals(kemKeyId)).toList(),
                body);
    }

    /** The same record with a slot's data key under another KMS key, as kms:ReEncrypt gave it. */
    public SealedCredential withRewrappedSlot(KemKeyId kemKeyId, KmsKeyRef newKey, byte[] rewrapped) {
        slot(kemKeyId);
        UnaryOperator<Slot> move = s -> s.kemKeyId().equals(kemKeyId) ? s.movedTo(newKey, rewrapped) : s;
        return new SealedCredential(header, slots.stream().map(move).toList(), body);
    }

    SealedCredential withSlot(Slot added) {
        List<Slot> more = new ArrayList<>(slots);
        more.add(added);
        return new SealedCredential(header, more, body);
    }

    List<Slot> slots() {
        return slots;
    }

    SealedBody body() {
        return body;
    }

    private Slot slot(KemKeyId kemKeyId) {
        return slots.stream()
                .filter(s -> s.kemKeyId().equals(kemKeyId))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no slot for " + kemKeyId));
    }

    private byte[] write() {
        TranscriptWriter out = new TranscriptWriter(8192)
                .raw(MAGIC)
                .u8(FORMAT)
                .lp(CredentialHeader.SUITE)
                .lp(header.tenantId())
                .lp(header.credentialId())
                .u32(header.version())
                .lp(header.credentialType())
                .u64(header.createdMillis())
                .u8(slots.size());
        slots.forEach(slot -> slot.write(out));
        return out.raw(body.nonce())
                .raw(body.commitment())
                .lp(body.ciphertext())
                .lp(body.sealerKeyId())
                .lp(body.signature())
                .toByteArray();
    }
}
