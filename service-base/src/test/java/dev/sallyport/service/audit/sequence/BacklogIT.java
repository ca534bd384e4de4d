package dev.sallyport.service.audit.sequence;

import static dev.sallyport.service.audit.sequence.Logs.await;
import static dev.sallyport.service.audit.sequence.SequencerIT.records;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.audit.export.Finding;
import dev.sallyport.crypto.audit.head.HeadSigner;
import dev.sallyport.crypto.id.SigningKeyId;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// More events than one look takes, at each edge of a look.
class BacklogIT {

    private static final int LOOK = 10;

    /// Copies of events that have leaves; the arguments are the copies' number and the condition.
    private static final String COPY = """
            INSERT INTO audit.event (seq, event_id, stage, at, tenant_id, actor, decision, integration_id, operation, canonical,
                                     leaf_hash)
            SELECT %s, e.event_id, e.stage, e.at + interval '1 s', e.tenant_id, e.actor, e.decision, e.integration_id,
                   e.operation, e.canonical, e.leaf_hash
            FROM audit.event e JOIN audit.leaf l USING (event_id, stage) WHERE %s
            """;
    private static final String OPEN_TRANSACTION = """
            pg_stat_activity WHERE application_name = 'sallyport-sequencer' AND datname = current_database()
                               AND state = 'idle in transaction'
            """;
    private static final String OUT_OF_ORDER = """
            (SELECT FROM (SELECT seq, lag(seq, 1, 0::int8) OVER (ORDER BY leaf_index) AS before FROM audit.leaf) l
             WHERE before > seq) AS l
            """;

    @Test
    void a_backlog_of_many_looks_is_ordered_by_its_numbers() throws Exception {
        try (var logs = Logs.create()) {
            append(logs, 105);

            logs.sequence(Logs::signer, LOOK);

            logs.awaitHead(105);
            assertWhole(logs, 105);
            assertThat(logs.database.count("audit.head")).isEqualTo(11);
        }
    }

    @Test
    void events_of_one_number_stay_together_at_the_end_of_a_look() throws Exception {
        try (var logs = Logs.create()) {
            append(logs, 25);
            logs.database.tamper(
                    "UPDATE audit.event SET seq = (SELECT min(seq) FROM audit.event) + 9 "
                            + "WHERE seq IN (SELECT seq + d FROM (SELECT min(seq) AS seq FROM audit.event) m, (VALUES (10), (11)) v(d))");

            logs.sequence(Logs::signer, LOOK);

            logs.awaitHead(25);
            assertWhole(logs, 25);
        }
    }

    @Test
    void doubled_events_that_fill_whole_looks_are_passed_over() throws Exception {
        try (var logs = Logs.create()) {
            // Given
            ordered(logs, 30);
            logs.database.tamper(COPY.formatted("nextval('audit.event_seq')", "l.leaf_index < 25"));
            append(logs, 12);

            // When
            logs.sequence(Logs::signer, LOOK);

            // Then
            logs.awaitHead(42);
            assertWholeButCopied(logs, 42);
            assertThat(logs.database.count("audit.event")).isEqualTo(67);
        }
    }

    @Test
    void a_doubled_event_with_the_number_of_a_new_one_hides_neither_that_one_nor_those_behind_it() throws Exception {
        try (var logs = Logs.create()) {
            // Given
            ordered(logs, 5);
            append(logs, 30);
            logs.database.tamper(COPY.formatted("(SELECT max(seq) FROM audit.leaf) + 3", "l.leaf_index = 2"));

            // When
            logs.sequence(Logs::signer, LOOK);

            // Then
            logs.awaitHead(35);
            assertWholeButCopied(logs, 35);
        }
    }

    @Test
    void a_new_event_doubled_under_its_own_number_gets_one_leaf() throws Exception {
        try (var logs = Logs.create()) {
            // Given
            append(logs, 15);
            logs.database.tamper("""
                    INSERT INTO audit.event (seq, event_id, stage, at, operation, decision, canonical, leaf_hash)
                    SELECT seq, event_id, stage, at + interval '1 s', operation, decision, canonical, leaf_hash
                    FROM audit.event ORDER BY seq LIMIT 4
                    """);

            // When
            logs.sequence(Logs::signer, LOOK);

            // Then
            logs.awaitHead(15);
            assertWholeButCopied(logs, 15);
        }
    }

    @Test
    void a_row_that_is_no_leaf_takes_no_place_from_the_new_event_whose_id_it_bears() throws Exception {
        try (var logs = Logs.create()) {
            // Given
            ordered(logs, 5);
            logs.database.tamper(COPY.formatted("nextval('audit.event_seq')", "l.leaf_index = 2"));
            append(logs, 3);
            var newest = logs.database
                    .column("SELECT event_id FROM audit.event ORDER BY seq DESC LIMIT 1")
                    .getFirst();
            logs.database.tamper("""
                    INSERT INTO audit.event (seq, event_id, stage, at, operation, decision, canonical, leaf_hash)
                    SELECT (SELECT max(seq) FROM audit.leaf) + 1, event_id, stage, at + interval '1 s', operation, decision,
                           'x', 'short'
                    FROM audit.event WHERE event_id = '%s'
                    """.formatted(newest));

            // When
            logs.sequence(Logs::signer, LOOK);

            // Then
            logs.awaitHead(8);
            assertThat(logs.database.count("audit.leaf")).isEqualTo(8);
            assertThat(logs.database.count("audit.leaf WHERE event_id = '" + newest + "'"))
                    .isEqualTo(1);
        }
    }

    @Test
    void a_number_below_which_the_log_was_ordered_comes_too_late() throws Exception {
        try (var logs = Logs.create()) {
            // Given
            logs.sequence(Logs::signer, LOOK);
            append(logs, 3);
            logs.awaitHead(3);
            logs.database.tamper("SELECT nextval('audit.event_seq') FROM generate_series(1, 40)");
            Thread.sleep(400);

            // When
            logs.database.tamper("""
                    INSERT INTO audit.event (seq, event_id, stage, at, operation, decision, canonical, leaf_hash)
                    SELECT max(seq) + 20, 'aud_late', 2, now(), 'query', 0, 'late', sha256('late') FROM audit.event
                    """);
            append(logs, 3);

            // Then
            logs.awaitHead(6);
            assertThat(logs.database.count("audit.leaf")).isEqualTo(6);
            assertThat(logs.database.count("audit.leaf WHERE event_id = 'aud_late'"))
                    .isZero();
        }
    }

    @Test
    void without_a_key_no_leaf_is_written_and_with_one_all_are() throws Exception {
        try (var logs = Logs.create()) {
            // Given
            var tries = new AtomicInteger();
            var there = new AtomicBoolean();
            append(logs, 20);

            // When
            logs.sequence(
                    () -> {
                        tries.incrementAndGet();
                        if (!there.get()) {
                            throw new IllegalStateException("no key yet");
                        }
                        return Logs.signer();
                    },
                    LOOK);
            until(() -> tries.get() > 2);

            // Then
            assertThat(logs.database.column("SELECT pg_relation_size('audit.leaf')"))
                    .containsExactly("0");
            there.set(true);
            logs.awaitHead(20);
            assertWhole(logs, 20);
        }
    }

    @Test
    void a_connection_that_dies_while_the_head_is_signed_leaves_nothing_half_done() throws Exception {
        try (var logs = Logs.create()) {
            // Given
            var signing = new CountDownLatch(1);
            var killed = new CountDownLatch(1);
            append(logs, 20);
            logs.sequence(slowOnce(signing, killed), LOOK);
            assertThat(signing.await(10, TimeUnit.SECONDS)).isTrue();

            // When
            logs.database.tamper("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    + "WHERE application_name = 'sallyport-sequencer' AND datname = current_database()");
            killed.countDown();

            // Then
            logs.awaitHead(20);
            assertWhole(logs, 20);
        }
    }

    @Test
    void a_head_that_takes_too_long_to_sign_does_not_hold_the_tables() throws Exception {
        try (var logs = Logs.create()) {
            // Given
            var signing = new CountDownLatch(1);
            var signed = new CountDownLatch(1);
            append(logs, 20);
            logs.sequence(slowOnce(signing, signed), LOOK);
            assertThat(signing.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(logs.database.count(OPEN_TRANSACTION)).isEqualTo(1);

            // When
            for (int i = 0; i < 30 && logs.database.count(OPEN_TRANSACTION) > 0; i++) {
                Thread.sleep(500);
            }

            // Then
            assertThat(logs.database.count(OPEN_TRANSACTION)).isZero();
            assertThat(logs.database.count("audit.leaf")).isZero();
            signed.countDown();
            logs.awaitHead(20);
            assertWhole(logs, 20);
        }
    }

    /// Signs its first head only when it may.
    private static Supplier<HeadSigner> slowOnce(CountDownLatch signing, CountDownLatch may) {
        var real = Logs.signer();
        return () -> new HeadSigner() {
            @Override
            public SigningKeyId keyId() {
                return real.keyId();
            }

            @Override
            public byte[] sign(byte[] message) {
                signing.countDown();
                try {
                    may.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return real.sign(message);
            }
        };
    }

    private static void append(Logs logs, int count) throws Exception {
        await(Future.all(records(count).stream().map(logs.log::conclude).toList()));
    }

    /// A log of so many leaves, and no sequencer.
    private static void ordered(Logs logs, int count) throws Exception {
        logs.sequence();
        logs.write(records(count));
        logs.stopSequencers();
    }

    /// One leaf for each record, in the order of their numbers, all under heads that verify.
    private static void assertWhole(Logs logs, int leaves) throws Exception {
        assertThat(findings(logs, leaves)).isEmpty();
    }

    private static void assertWholeButCopied(Logs logs, int leaves) throws Exception {
        assertThat(findings(logs, leaves)).isNotEmpty().allMatch(Finding.Kind.DUPLICATED::equals);
    }

    private static List<Finding.Kind> findings(Logs logs, int leaves) throws Exception {
        assertThat(logs.database.count("audit.leaf")).isEqualTo(leaves);
        assertThat(logs.database.count("(SELECT DISTINCT event_id, stage FROM audit.event) AS e"))
                .isEqualTo(leaves);
        assertThat(logs.database.count(OUT_OF_ORDER)).isZero();
        return Logs.verify(logs.export(), List.of(), List.of()).findings().stream()
                .map(Finding::kind)
                .toList();
    }

    private static void until(BooleanSupplier done) throws InterruptedException {
        for (int i = 0; i < 400 && !done.getAsBoolean(); i++) {
            Thread.sleep(25);
        }
        assertThat(done.getAsBoolean()).isTrue();
    }
}
