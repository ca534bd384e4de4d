package dev.sallyport.sdk.audit;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.audit.AuditSalt;
import dev.sallyport.crypto.audit.Decision;
import dev.sallyport.crypto.audit.JsonLine;
import dev.sallyport.crypto.audit.Outcome;
import dev.sallyport.crypto.audit.What;
import dev.sallyport.crypto.audit.Who;
import dev.sallyport.crypto.audit.export.ExportLine;
import dev.sallyport.crypto.audit.export.ExportWriter;
import dev.sallyport.crypto.audit.head.HeadSigner;
import dev.sallyport.crypto.audit.head.SignedTreeHead;
import dev.sallyport.crypto.audit.head.TreeHead;
import dev.sallyport.crypto.audit.merkle.ConsistencyProof;
import dev.sallyport.crypto.audit.merkle.Frontier;
import dev.sallyport.crypto.audit.merkle.InclusionProof;
import dev.sallyport.crypto.audit.merkle.MerkleTree;
import dev.sallyport.crypto.audit.merkle.NodeSource;
import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.keys.Delegation;
import dev.sallyport.crypto.pq.SigningKey;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A log in memory, signed for real. */
final class SampleLog {
    final List<AuditRecord> records = new ArrayList<>();
    private final SigningKey key;
    private final Delegation delegation;
    private final long headMillis;

    SampleLog(TenantId tenant, int size, SigningKey key, Delegation delegation, long headMillis) {
        this.key = key;
        this.delegation = delegation;
        this.headMillis = headMillis;
        for (int i = 0; i < size; i++) {
            var what = What.Administration.of("sample.act", null, Map.of("number", "n" + i));
            records.add(AuditRecord.start(
                            AuditEventId.next(),
                            Instant.now(),
                            AuditSalt.next(),
                            Who.person(tenant, "grace@example.org", "192.0.2.9"),
                            what,
                            Decision.allowed())
                    .conclude(Instant.now(), Outcome.succeeded()));
        }
    }

    SignedTreeHead head(int size) {
        var head = new TreeHead("proxy", size, headMillis, MerkleTree.root(size, nodes()));
        return SignedTreeHead.sign(head, HeadSigner.of(key));
    }

    InclusionProof inclusion(int index, int size) {
        return MerkleTree.inclusion(index, size, nodes());
    }

    ConsistencyProof consistency(int first, int second) {
        return MerkleTree.consistency(first, second, nodes());
    }

    String proofJson(int index) {
        var proof = inclusion(index, records.size());
        var head = ExportWriter.head(new JsonLine().open(), head(records.size()))
                .close()
                .toString();
        return new JsonLine()
                .open()
                .bytes("leaf_hash", records.get(index).leaf().bytes())
                .number("leaf_index", index)
                .hashes("path", proof.path())
                .json("head", head)
                .close()
                .toString();
    }

    List<String> export() {
        int size = records.size();
        List<String> lines = new ArrayList<>();
        lines.add(ExportWriter.header(new ExportLine.Header("proxy", null, size, false)));
        lines.add(ExportWriter.key(delegation));
        lines.add(ExportWriter.head(head(size)));
        var leaves = new ByteArrayOutputStream();
        records.forEach(record -> leaves.writeBytes(record.leaf().bytes()));
        lines.add(ExportWriter.leaves(0, leaves.toByteArray()));
        for (int i = 0; i < size; i++) {
            var record = records.get(i);
            lines.add(ExportWriter.event(
                    i,
                    record.canonical(),
                    record.disclosure(),
                    inclusion(i, size).path()));
        }
        lines.add(ExportWriter.end(size, null));
        return lines;
    }

    private NodeSource nodes() {
        return (level, index) -> {
            var frontier = new Frontier();
            records.subList((int) (index << level), (int) ((index + 1) << level))
                    .forEach(record -> frontier.append(record.leaf()));
            return frontier.root();
        };
    }
}
