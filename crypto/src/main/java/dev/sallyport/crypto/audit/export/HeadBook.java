package dev.sallyport.crypto.audit.export;

import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.audit.export.Finding.Kind;
import dev.sallyport.crypto.audit.head.SignedTreeHead;
import dev.sallyport.crypto.audit.head.TreeHead;
import dev.sallyport.crypto.audit.merkle.ConsistencyProof;
import dev.sallyport.crypto.id.SigningKeyId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All heads of one verification, by size: signatures, forks, roll-backs, and roots recomputed from the leaves. */
final class HeadBook {
    private final HeadTrust trust;
    private final List<Finding> findings;
    private final List<SignedTreeHead> exported = new ArrayList<>();
    private final List<SignedTreeHead> saved = new ArrayList<>();
    private final List<ConsistencyProof> proofs = new ArrayList<>();
    private final List<ExportLine.Cosigned> cosignatures = new ArrayList<>();
    private final TreeMap<Long, TreeHead> bySize = new TreeMap<>();
    private final Map<SigningKeyId, Long> witnessed = new HashMap<>();
    private long newestMillis;

    HeadBook(HeadTrust trust, List<Finding> findings) {
        this.trust = trust;
        this.findings = findings;
    }

    void exported(SignedTreeHead head) {
        exported.add(head);
    }

    void saved(SignedTreeHead head) {
        saved.add(head);
    }

    void consistency(ConsistencyProof proof) {
        proofs.add(proof);
    }

    void cosigned(ExportLine.Cosigned cosigned) {
        cosignatures.add(cosigned);
    }

    int count() {
        return bySize.size();
    }

    /** Leaves of the largest head that a named witness cosigned; 0 where there is none. */
    long witnessedSize() {
        return witnessed.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    long newestMillis() {
        return newestMillis;
    }

    /** Judges all heads against each other and the leaves; returns the root of the export's own head. */
    @Nullable
    Hash32 judge(String logId, long exportSize, LeafTable leaves) {
        exported.forEach(signed -> admitExported(signed, logId));
        TreeHead own = bySize.get(exportSize);
        if (own == null && exportSize > 0) {
            findings.add(new Finding(Kind.BAD_SIGNATURE, -1, "the export has no signed head of its own size"));
        }
        newestMillis = own == null ? 0 : own.atMillis();
        // Who keeps the heads of both services keeps them in one place.
        saved.stream().filter(signed -> signed.head().logId().equals(logId)).forEach(this::admit);
        for (long size : bySize.tailMap(exportSize, false).keySet()) {
            findings.add(new Finding(
                    Kind.ROLLED_BACK,
                    -1,
                    "a signed head of " + size + " leaves was seen, the log shows " + exportSize));
        }
        proofs.forEach(this::judge);
        cosignatures.forEach(this::judge);
        requireWitnesses();
        recompute(exportSize, leaves);
        return own == null ? null : own.root();
    }

    private void admitExported(SignedTreeHead signed, String logId) {
        if (signed.head().logId().equals(logId)) {
            admit(signed);
        } else {
            findings.add(new Finding(Kind.BAD_SIGNATURE, -1, "a head of another log stands in this one's export"));
        }
    }

    private void admit(SignedTreeHead signed) {
        TreeHead head = signed.head();
        if (!signed.isSignedBy(trust.trusted())) {
            findings.add(new Finding(
                    Kind.BAD_SIGNATURE, -1, "the head of " + head.size() + " leaves is not signed by a trusted key"));
            return;
        }
        TreeHead before = bySize.putIfAbsent(head.size(), head);
        if (before != null
                && (!before.root().equals(head.root()) || !before.logId().equals(head.logId()))) {
            findings.add(new Finding(
                    Kind.FORKED, -1, "two signed heads of " + head.size() + " leaves have different roots"));
        }
    }

    private void judge(ConsistencyProof proof) {
        TreeHead first = bySize.get(proof.first());
        TreeHead second = bySize.get(proof.second());
        if (first != null && second != null && !proof.verify(first.root(), second.root())) {
            findings.add(new Finding(
                    Kind.FORKED,
                    -1,
                    "the head of " + second.size() + " leaves does not continue the head of " + first.size()));
        }
    }

    private void judge(ExportLine.Cosigned cosigned) {
        TreeHead head = bySize.get(cosigned.treeSize());
        var key = trust.witnesses().get(cosigned.cosignature().witness());
        if (head == null || key == null) {
            return;
        }
        if (cosigned.cosignature().verify(head, key)) {
            witnessed.merge(key.id(), head.size(), Math::max);
        } else {
            findings.add(new Finding(
                    Kind.BAD_SIGNATURE, -1, "a witness did not sign the head of " + cosigned.treeSize() + " leaves"));
        }
    }

    private void requireWitnesses() {
        for (SigningKeyId witness : trust.witnesses().keySet()) {
            if (!witnessed.containsKey(witness)) {
                findings.add(new Finding(Kind.NOT_WITNESSED, -1, "no head is cosigned by the witness " + witness));
            }
        }
    }

    private void recompute(long exportSize, LeafTable leaves) {
        Map<Long, TreeHead> within = bySize.headMap(exportSize, true);
        List<Long> wrong = new ArrayList<>();
        leaves.roots(within.keySet(), (size, root) -> {
            TreeHead head = within.get(size);
            if (head != null && !head.root().equals(root)) {
                wrong.add(size);
            }
        });
        if (wrong.isEmpty()) {
            return;
        }
        if (wrong.contains(exportSize)) {
            findings.add(new Finding(
                    Kind.EDITED,
                    -1,
                    "the leaves do not lead to the signed head: one of the first " + wrong.get(0)
                            + " was edited, removed or reordered"));
        } else {
            findings.add(new Finding(
                    Kind.FORKED,
                    -1,
                    "the log of " + exportSize + " leaves does not continue the signed head of " + wrong.get(0)));
        }
    }
}
