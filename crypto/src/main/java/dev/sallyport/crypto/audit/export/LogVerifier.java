package dev.sallyport.crypto.audit.export;

import dev.sallyport.crypto.audit.AuditEvent;
import dev.sallyport.crypto.audit.AuditEventCodec;
import dev.sallyport.crypto.audit.AuditEventJson;
import dev.sallyport.crypto.audit.AuditSalt;
import dev.sallyport.crypto.audit.CommittedWho;
import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.audit.export.Finding.Kind;
import dev.sallyport.crypto.audit.merkle.InclusionProof;
import dev.sallyport.crypto.audit.merkle.MerkleHash;
import dev.sallyport.crypto.codec.MalformedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Judges one export, offline: recomputes every leaf, every root and every proof from the bytes in the file, and says
 * what exactly is wrong. Heads that were saved elsewhere (a witness' file) and promises of saved answers are compared
 * with it. Give it the lines in their order, then ask for the {@link #report}. Not thread safe.
 */
public final class LogVerifier {
    /** How long after an answer its leaf may be missing from a head. */
    public static final Duration MAXIMUM_MERGE_DELAY = Duration.ofSeconds(60);

    private final HeadTrust trust;
    private final HeadBook heads;
    private final LeafTable leaves = new LeafTable();
    private final List<Finding> findings = new ArrayList<>();
    private final List<ExportLine.Event> events = new ArrayList<>();
    private final Map<String, Long> indexById = new HashMap<>();
    private final Map<Hash32, Long> eventLeaves = new HashMap<>();
    private final List<ExportLine.Absent> absent = new ArrayList<>();
    private final Retirements retirements = new Retirements();
    private ExportLine.@Nullable Header header;
    private boolean ended;

    public LogVerifier(HeadTrust trust) {
        this.trust = trust;
        this.heads = new HeadBook(trust, findings);
    }

    /** One line of the export. */
    public void line(String text) {
        try {
            accept(ExportReader.read(text));
        } catch (MalformedException e) {
            findings.add(new Finding(Kind.MALFORMED, -1, "a line is not of this format: " + e.getMessage()));
        }
    }

    /** A head from another source than the export: a witness' file, or an earlier export. */
    public void savedHead(String line) {
        try {
            if (ExportReader.read(line) instanceof ExportLine.Head head) {
                heads.saved(head.head());
            }
        } catch (MalformedException e) {
            findings.add(new Finding(Kind.MALFORMED, -1, "a saved head is not of this format: " + e.getMessage()));
        }
    }

    /** Judges everything that was given; promises are of answers whose own signatures were verified. */
    public VerifierReport report(List<Promise> promises) {
        ExportLine.Header start = header;
        if (start == null || !ended) {
            findings.add(new Finding(Kind.MALFORMED, -1, "the export is not whole: its first or last line is missing"));
        }
        long size = start == null ? 0 : start.treeSize();
        Hash32 root = heads.judge(start == null ? "" : start.logId(), size, leaves);
        events.forEach(event -> judge(event, size, root));
        absent.forEach(this::judge);
        checkGap(size);
        if (ended && start != null && start.tenantId() == null && !start.filtered()) {
            checkLines(size);
        }
        int kept = checkPromises(promises, size);
        return new VerifierReport(
                List.copyOf(findings), size, events.size(), retired(), heads.count(), heads.witnessedSize(), kept);
    }

    private void accept(ExportLine line) {
        if (line instanceof ExportLine.Header first) {
            header = first;
        } else if (line instanceof ExportLine.Key key) {
            trust.offer(key.delegation(), findings);
        } else if (line instanceof ExportLine.Head head) {
            heads.exported(head.head());
        } else if (line instanceof ExportLine.Cosigned cosigned) {
            heads.cosigned(cosigned);
        } else if (line instanceof ExportLine.Consistency consistency) {
            heads.consistency(consistency.proof());
        } else if (line instanceof ExportLine.Leaves chunk) {
            if (!leaves.add(chunk.first(), chunk.hashes())) {
                findings.add(new Finding(Kind.DUPLICATED, chunk.first(), "leaves are given twice"));
            }
        } else if (line instanceof ExportLine.Event event) {
            events.add(event);
        } else if (line instanceof ExportLine.Absent gone) {
            absent.add(gone);
        } else if (line instanceof ExportLine.End end) {
            ended = end.nextCursor() == null;
        }
    }

    private void judge(ExportLine.Event line, long size, @Nullable Hash32 root) {
        long index = line.leafIndex();
        Hash32 leaf = MerkleHash.leaf(line.canonical());
        eventLeaves.put(leaf, index);
        AuditEvent event;
        try {
            event = AuditEventCodec.decode(line.canonical());
        } catch (MalformedException e) {
            findings.add(new Finding(Kind.EDITED, index, "the stored bytes are no event any more"));
            return;
        }
        retirements.kept(index, event.at());
        Long before = indexById.put(event.id().value() + (event.isConcluded() ? "/2" : "/1"), index);
        if (before != null) {
            findings.add(new Finding(Kind.DUPLICATED, index, "the same record stands at leaf " + before + " too"));
        }
        if (!AuditEventJson.write(event).equals(line.rendered())) {
            findings.add(new Finding(Kind.EDITED, index, "the readable form does not say what the record says"));
        }
        if (line.disclosed() != null && !opens(line.disclosed(), event.who())) {
            findings.add(new Finding(Kind.EDITED, index, "person or address are not those of the record"));
        }
        judgePlace(line, leaf, size, root);
    }

    private void judgePlace(ExportLine.Event line, Hash32 leaf, long size, @Nullable Hash32 root) {
        long index = line.leafIndex();
        Hash32 expected = leaves.at(index);
        if (expected != null && !expected.equals(leaf)) {
            long elsewhere = leaves.find(leaf);
            findings.add(
                    elsewhere >= 0
                            ? new Finding(Kind.REORDERED, index, "the record belongs to leaf " + elsewhere)
                            : new Finding(Kind.EDITED, index, "the record is not the one that the leaf is made of"));
            return;
        }
        List<Hash32> path = line.path();
        if (path == null || root == null || index < 0 || index >= size) {
            if (expected == null) {
                findings.add(new Finding(Kind.MALFORMED, index, "the record comes without any proof"));
            }
        } else if (!new InclusionProof(index, size, path).verify(leaf, root)) {
            findings.add(new Finding(Kind.EDITED, index, "no path leads from the record to the signed head"));
        }
    }

    private void judge(ExportLine.Absent gone) {
        Hash32 expected = leaves.at(gone.leafIndex());
        if (!gone.retired()) {
            findings.add(new Finding(Kind.REMOVED, gone.leafIndex(), "the record is missing from the store"));
        } else if (!retirements.mayBeRetired(gone.leafIndex())) {
            findings.add(new Finding(
                    Kind.RETIRED_OUT_OF_ORDER,
                    gone.leafIndex(),
                    "the record is said to be retired, and an earlier one is still there"));
        } else if (expected != null && !expected.equals(gone.leaf())) {
            findings.add(new Finding(Kind.EDITED, gone.leafIndex(), "the leaf of a retired record was changed"));
        }
    }

    private int retired() {
        return (int) absent.stream()
                .filter(gone -> gone.retired() && retirements.mayBeRetired(gone.leafIndex()))
                .count();
    }

    private void checkGap(long size) {
        long gap = leaves.isEmpty() ? -1 : leaves.gap(size);
        if (gap >= 0) {
            findings.add(new Finding(Kind.REMOVED, gap, "leaves are missing from here on"));
        }
    }

    /** An export of a whole log has a line for each leaf, that of a record or of its absence. */
    private void checkLines(long size) {
        int lines = events.size() + absent.size();
        BitSet told = new BitSet(lines);
        LongStream.concat(
                        events.stream().mapToLong(ExportLine.Event::leafIndex),
                        absent.stream().mapToLong(ExportLine.Absent::leafIndex))
                .filter(index -> index >= 0 && index < lines)
                .forEach(index -> told.set((int) index));
        int first = told.nextClearBit(0);
        if (first < size) {
            findings.add(new Finding(Kind.REMOVED, first, "no line tells what record the leaf is of"));
        }
    }

    private int checkPromises(List<Promise> promises, long size) {
        var wanted = new java.util.HashSet<Hash32>();
        promises.forEach(promise -> wanted.add(promise.leaf()));
        var present = leaves.present(wanted);
        present.addAll(eventLeaves.keySet());
        int kept = 0;
        for (Promise promise : promises) {
            boolean due = heads.newestMillis() >= promise.issuedAtMillis() + MAXIMUM_MERGE_DELAY.toMillis();
            if (present.contains(promise.leaf())) {
                kept++;
            } else if (due) {
                findings.add(new Finding(
                        Kind.MISSING_PROMISE,
                        -1,
                        "the leaf promised for " + promise.eventId() + " is not among the " + size + " leaves"));
            }
        }
        return kept;
    }

    private static boolean opens(ExportLine.Disclosed disclosed, CommittedWho who) {
        boolean address = AuditSalt.commit(CommittedWho.ADDRESS, disclosed.addressSalt(), utf8(disclosed.address()))
                .equals(who.address());
        Hash32 personSalt = disclosed.personSalt();
        boolean person = personSalt == null
                ? who.person() == null
                : AuditSalt.commit(CommittedWho.PERSON, personSalt, utf8(disclosed.person()))
                        .equals(who.person());
        return address && person;
    }

    private static byte[] utf8(@Nullable String text) {
        return (text == null ? "" : text).getBytes(StandardCharsets.UTF_8);
    }
}
