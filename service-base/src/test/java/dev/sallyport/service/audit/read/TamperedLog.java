package dev.sallyport.service.audit.read;

import static dev.sallyport.service.audit.sequence.Logs.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.audit.export.ExportWriter;
import dev.sallyport.crypto.audit.export.Finding;
import dev.sallyport.crypto.audit.export.Finding.Kind;
import dev.sallyport.crypto.audit.export.Promise;
import dev.sallyport.service.audit.Samples;
import dev.sallyport.service.audit.sequence.Logs;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A log of a few hundred leaves that a test changes as the superuser, and the verdict on it.
abstract class TamperedLog {

    static final int LEAVES = 700;

    Logs logs;
    List<AuditRecord> records;

    @BeforeEach
    void write() throws Exception {
        logs = Logs.create();
        logs.sequence();
        records = new ArrayList<>(
                Stream.generate(Samples::conclusion).limit(LEAVES - 1).toList());
        records.add(Samples.signIn(Samples.TENANT, "grace@example.org"));
        logs.write(records);
        logs.stopSequencers();
    }

    @AfterEach
    void stop() throws Exception {
        logs.close();
    }

    void replaceWithAnother(int index, boolean leafToo) throws Exception {
        var forged = Samples.conclusion();
        var canonical = java.util.HexFormat.of().formatHex(forged.canonical());
        var where = " WHERE event_id = (SELECT event_id FROM audit.leaf WHERE leaf_index = " + index + ")";
        logs.database.tamper("UPDATE audit.event SET canonical = '\\x" + canonical + "', leaf_hash = '\\x"
                + forged.leaf() + "'" + where);
        if (leafToo) {
            logs.database.tamper(
                    "UPDATE audit.leaf SET leaf_hash = '\\x" + forged.leaf() + "' WHERE leaf_index = " + index);
        }
    }

    void assertFound(Kind kind, long index) throws Exception {
        assertThat(findings()).anySatisfy(finding -> {
            assertThat(finding.kind()).isEqualTo(kind);
            assertThat(finding.leafIndex()).isEqualTo(index);
        });
    }

    List<Finding> findings() throws Exception {
        return Logs.verify(logs.export(), List.of(), List.of()).findings();
    }

    static List<Kind> kinds(List<Finding> findings) {
        return findings.stream().map(Finding::kind).distinct().toList();
    }

    static String head(Logs logs) throws Exception {
        return ExportWriter.head(await(logs.reader.head(null)).orElseThrow());
    }

    List<Promise> promises() {
        return records.stream().map(TamperedLog::due).toList();
    }

    /// A promise whose delay is long over.
    static Promise due(AuditRecord record) {
        return new Promise(record.id(), record.leaf(), record.event().at().toEpochMilli() - 3_600_000);
    }
}
