package dev.sallyport.service.audit.sequence;

import static dev.sallyport.service.audit.sequence.Logs.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.audit.export.Finding;
import dev.sallyport.crypto.audit.merkle.MerkleHash;
import dev.sallyport.service.audit.Samples;
import dev.sallyport.service.audit.read.Reach;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SequencerIT {

    private static final String COPY = """
            INSERT INTO audit.event (event_id, stage, at, tenant_id, actor, decision, integration_id, operation, canonical,
                                     leaf_hash)
            SELECT event_id, stage, at + interval '1 s', tenant_id, actor, decision, integration_id, operation, canonical,
                   leaf_hash
            FROM audit.event WHERE %s
            """;

    @Test
    void every_event_gets_one_leaf_and_every_proof_leads_to_the_signed_head() throws Exception {
        try (var logs = Logs.create()) {
            // Given
            logs.sequence();
            var records = records(2_000);

            // When
            logs.write(records);

            // Then
            assertThat(logs.database.count("audit.leaf")).isEqualTo(2_000);
            var head = await(logs.reader.head(null)).orElseThrow();
            assertThat(head.head().size()).isEqualTo(2_000);
            for (var record : records.subList(0, 50)) {
                var proven = await(logs.reader.prove(record.id(), new Reach.OfTenant(Samples.TENANT)));
                assertThat(proven).hasSize(1);
                assertThat(proven.getFirst().leaf()).isEqualTo(record.leaf());
                assertThat(proven.getFirst()
                                .proof()
                                .verify(
                                        MerkleHash.leaf(record.canonical()),
                                        head.head().root()))
                        .isTrue();
            }
        }
    }

    @Test
    void a_head_is_signed_within_a_second_of_a_new_leaf() throws Exception {
        try (var logs = Logs.create()) {
            logs.sequence();
            logs.write(records(1));
            for (int i = 0; i < 5; i++) {
                var before = System.nanoTime();

                logs.write(records(1));

                assertThat((System.nanoTime() - before) / 1_000_000).isLessThan(1_000);
            }
        }
    }

    @Test
    void any_two_heads_are_consistent() throws Exception {
        try (var logs = Logs.create()) {
            logs.sequence();
            for (int i = 0; i < 6; i++) {
                logs.write(records(97));
            }
            var heads = await(logs.reader.heads(null, 200));

            assertThat(heads).hasSizeGreaterThanOrEqualTo(6);
            for (var second : heads) {
                for (var first : heads) {
                    if (first.head().size() <= second.head().size()) {
                        var proof = await(logs.reader.consistency(
                                first.head().size(), second.head().size()));
                        assertThat(proof.verify(
                                        first.head().root(), second.head().root()))
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    void of_two_sequencers_one_works_and_the_other_takes_over() throws Exception {
        try (var logs = Logs.create()) {
            // Given
            var one = logs.sequence();
            logs.write(records(300));
            var two = logs.sequence();
            Thread.sleep(500);
            assertThat(List.of(one.isActive(), two.isActive())).containsExactly(true, false);

            // When
            await(one.close());
            logs.write(records(300));

            // Then
            assertThat(two.isActive()).isTrue();
            assertThat(logs.database.count("audit.leaf")).isEqualTo(600);
            assertThat(Logs.verify(logs.export(), List.of(), List.of()).findings())
                    .isEmpty();
        }
    }

    @Test
    void a_sequencer_whose_connection_dies_comes_back() throws Exception {
        try (var logs = Logs.create()) {
            logs.sequence();
            logs.write(records(300));

            logs.database.tamper("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    + "WHERE application_name = 'sallyport-sequencer' AND datname = current_database()");

            logs.write(records(300));
            assertThat(Logs.verify(logs.export(), List.of(), List.of()).findings())
                    .isEmpty();
        }
    }

    @Test
    void doubled_events_get_leaves_of_their_own_and_are_named() throws Exception {
        try (var logs = Logs.create()) {
            // Given
            logs.sequence();
            logs.write(records(300));
            logs.stopSequencers();
            await(Future.all(records(3).stream().map(logs.log::conclude).toList()));
            logs.database.tamper(COPY.formatted("event_id = (SELECT event_id FROM audit.leaf WHERE leaf_index = 55)"));
            logs.database.tamper(COPY.formatted("event_id = (SELECT max(event_id) FROM audit.event)"));

            // When
            logs.sequence();
            logs.awaitHead(305);
            await(Future.all(records(20).stream().map(logs.log::conclude).toList()));
            logs.awaitHead(325);

            // Then
            assertThat(logs.database.count("audit.event")).isEqualTo(325);
            assertThat(logs.database.count("audit.leaf")).isEqualTo(325);
            assertThat(Logs.verify(logs.export(), List.of(), List.of()).findings())
                    .isNotEmpty()
                    .extracting(Finding::kind)
                    .containsOnly(Finding.Kind.DUPLICATED);
        }
    }

    @Test
    void a_truncated_log_is_not_signed_on() throws Exception {
        try (var logs = Logs.create()) {
            // Given
            logs.sequence();
            logs.write(records(300));
            logs.stopSequencers();
            logs.database.tamper("DELETE FROM audit.leaf WHERE leaf_index >= 290");
            var head = HexFormat.of()
                    .formatHex(await(logs.reader.head(null)).orElseThrow().signature());

            // When
            var sequencer = logs.sequence();
            await(logs.log.conclude(Samples.conclusion()));
            Thread.sleep(800);

            // Then
            assertThat(sequencer.isActive()).isFalse();
            assertThat(HexFormat.of()
                            .formatHex(
                                    await(logs.reader.head(null)).orElseThrow().signature()))
                    .isEqualTo(head);
        }
    }

    @Test
    void the_coming_months_are_made_while_it_runs() throws Exception {
        try (var logs = Logs.create()) {
            // Given
            var now = new AtomicReference<>(Instant.now());
            logs.sequence(new Clock() {
                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    return now.get();
                }
            });
            logs.write(records(1));
            var months = "SELECT relname FROM pg_class WHERE relname ~ '^batch_[0-9]{6}$' ORDER BY relname";
            var before = logs.database.column(months);
            logs.database.tamper("DROP TABLE audit." + before.getLast());

            // When
            now.set(now.get().plus(Duration.ofDays(1)));

            // Then
            for (int i = 0; i < 200 && logs.database.column(months).size() < before.size(); i++) {
                Thread.sleep(25);
            }
            assertThat(logs.database.column(months)).isEqualTo(before);
            logs.write(records(1));
        }
    }

    @Test
    void batches_of_a_month_in_the_default_partition_do_not_stop_it() throws Exception {
        try (var logs = Logs.create()) {
            // Given
            var last = logs.database
                    .column("SELECT max(relname) FROM pg_class WHERE relname ~ '^batch_[0-9]{6}$'")
                    .getFirst();
            logs.database.tamper("DROP TABLE audit." + last, """
                    INSERT INTO audit.event (event_id, stage, at, operation, decision, canonical, leaf_hash)
                    VALUES ('aud_early', 2, to_timestamp('%s', 'YYYYMM') + interval '3 days', 'query', 0, 'x', sha256('x'))
                    """.formatted(last.substring(6)));

            // When
            logs.sequence();

            // Then
            logs.write(records(1));
            assertThat(logs.database.count("audit.leaf")).isEqualTo(2);
        }
    }

    static List<AuditRecord> records(int count) {
        return Stream.generate(Samples::conclusion).limit(count).toList();
    }
}
