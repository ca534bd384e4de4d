package dev.sallyport.service.audit;

import static dev.sallyport.service.audit.sequence.Logs.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.service.audit.read.Reach;
import dev.sallyport.service.audit.sequence.Logs;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A batch's canonical bytes as PostgreSQL keeps them, and as it restores them for who reads by hand.
class StoredRecordsIT {

    private Logs logs;

    @BeforeEach
    void create() throws Exception {
        logs = Logs.create();
    }

    @AfterEach
    void close() throws Exception {
        logs.close();
    }

    @Test
    void a_batch_takes_half_and_is_read_whole_by_the_service_and_by_hand() throws Exception {
        // Given
        List<AuditRecord> records = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            records.add(Samples.conclusion());
            records.add(Samples.intent());
        }
        records.add(Samples.signIn(Samples.TENANT, "grace@example.org"));
        long whole =
                records.stream().mapToLong(record -> record.canonical().length).sum();

        // When
        logs.sequence();
        logs.write(records);

        // Then
        assertThat(number("SELECT sum(octet_length(c)) FROM audit.batch b, unnest(b.records) AS c"))
                .isLessThan(whole * 6 / 10);
        for (var record : records) {
            var byHand = logs.database.column("SELECT encode(canonical, 'hex') FROM audit.event WHERE event_id = '"
                    + record.id() + "' AND leaf_hash = '\\x" + record.leaf() + "'");
            assertThat(byHand).containsExactly(HexFormat.of().formatHex(record.canonical()));
            var read = await(logs.reader.byId(record.id(), new Reach.WholeLog()));
            assertThat(read)
                    .singleElement()
                    .satisfies(event -> assertThat(event.canonical()).isEqualTo(record.canonical()));
        }
    }

    @Test
    void the_database_restores_what_the_service_does_and_nothing_else() throws Exception {
        var random = new Random(20_261_122);
        try (var connection = logs.database.app();
                var statement = connection.prepareStatement("SELECT audit.whole(?, ?)")) {
            for (int run = 0; run < 400; run++) {
                byte[] basis = CanonicalDeltaTest.basis(random);
                assertSame(statement, CanonicalDeltaTest.garbage(random, basis.length), basis);
                var alike = CanonicalDeltaTest.alike(random);
                byte[][] batch = CanonicalDelta.pack(alike);
                for (byte[] stored : batch) {
                    assertSame(statement, stored, CanonicalDeltaTest.basis(batch, stored));
                }
            }
            for (var pair : List.of(
                    "0102030405:010005000500ff00",
                    "01020304050607080910111213141516:01000f00101000",
                    "01020304050607080910111213141516:01001000100f01",
                    "01020304050607080910111213141516:01001000100f00",
                    "01020304050607080910111213141516:010010000f1000",
                    "01020304050607080910111213141516:010010001010000001aa",
                    "01020304050607080910111213141516:0100100010100000000000",
                    "01020304050607080910111213141516:01001000121200",
                    "01020304050607080910111213141516:010010001200000400",
                    "01020304050607080910111213141516:010010000c000004000c00",
                    "01020304050607080910111213141516:01001000140a01aa00000900",
                    "01020304050607080910111213141516:01001000101000")) {
                var parts = pair.split(":");
                assertSame(
                        statement,
                        HexFormat.of().parseHex(parts[1]),
                        HexFormat.of().parseHex(parts[0]));
            }
            byte[] longest = new byte[CanonicalDelta.LONGEST];
            byte[] other = longest.clone();
            other[40_000] = 7;
            byte[][] batch = CanonicalDelta.pack(List.of(longest, other));
            assertThat(batch[1].length).isLessThan(1_000);
            assertSame(statement, batch[1], longest);
        }
    }

    @Test
    void a_record_is_restored_by_the_first_whole_one_of_its_length() throws Exception {
        logs.database.tamper(
                "INSERT INTO audit.event (event_id, stage, at, operation, decision, canonical, leaf_hash) "
                        + "VALUES ('aud_1', 2, now(), 'query', 0, '', sha256('x'))",
                "UPDATE audit.batch SET event_ids = array_fill('aud_1'::text, ARRAY[4]), "
                        + "records = ARRAY['\\x0000000000000001', '\\x0000000000000002', "
                        + "'\\x010008000c080000000400', '\\x010009000c080000000400']::bytea[]");

        assertThat(logs.database.column("SELECT encode(canonical, 'hex') FROM audit.event ORDER BY seq"))
                .containsExactly("0000000000000001", "0000000000000002", "000000000000000100000001", null);
    }

    @Test
    void whoever_may_read_the_view_reads_whole_records() throws Exception {
        logs.sequence();
        var records = List.of(Samples.conclusion(), Samples.conclusion(), Samples.conclusion());
        logs.write(records);
        logs.database.tamper("CREATE ROLE audit_by_hand", "GRANT USAGE ON SCHEMA audit TO audit_by_hand", """
                GRANT SELECT ON audit.event TO audit_by_hand""", """
                DO $$ BEGIN
                    EXECUTE format('GRANT audit_by_hand TO %I', (SELECT tableowner FROM pg_tables WHERE tablename = 'batch'));
                END $$""");

        List<String> read = new ArrayList<>();
        try (var connection = logs.database.owner();
                var statement = connection.createStatement()) {
            statement.execute("SET ROLE audit_by_hand");
            try (var rows = statement.executeQuery("SELECT encode(canonical, 'hex') FROM audit.event")) {
                while (rows.next()) {
                    read.add(rows.getString(1));
                }
            }
        } finally {
            logs.database.tamper("DROP OWNED BY audit_by_hand", "DROP ROLE audit_by_hand");
        }

        assertThat(read)
                .containsExactlyInAnyOrderElementsOf(records.stream()
                        .map(record -> HexFormat.of().formatHex(record.canonical()))
                        .toList());
    }

    @Test
    void no_month_tries_to_compress_what_is_not_alike() throws Exception {
        logs.database.tamper("SELECT audit.ensure_partitions('2031-01-01', 1)");

        assertThat(logs.database.column("SELECT DISTINCT attstorage::text FROM pg_attribute WHERE attname IN "
                        + "('records', 'leaf_hashes', 'salts') AND attrelid IN "
                        + "(SELECT 'audit.batch'::regclass UNION ALL SELECT inhrelid FROM pg_inherits "
                        + "WHERE inhparent = 'audit.batch'::regclass)"))
                .containsExactly("e");
        assertThat(number("SELECT count(*) FROM pg_inherits WHERE inhparent = 'audit.batch'::regclass"))
                .isGreaterThan(2);
    }

    private long number(String sql) throws SQLException {
        return Long.parseLong(logs.database.column(sql).getFirst());
    }

    private static void assertSame(PreparedStatement statement, byte[] stored, byte @Nullable [] basis)
            throws SQLException {
        statement.setBytes(1, stored);
        statement.setBytes(2, basis);
        try (var rows = statement.executeQuery()) {
            rows.next();
            assertThat(rows.getBytes(1))
                    .as(Base64.getEncoder().encodeToString(stored))
                    .isEqualTo(whole(stored, basis));
        }
    }

    private static byte @Nullable [] whole(byte[] stored, byte @Nullable [] basis) {
        try {
            return CanonicalDelta.whole(stored, basis);
        } catch (MalformedException _) {
            return null;
        }
    }
}
