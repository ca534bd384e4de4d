package dev.sallyport.service.audit.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.audit.head.HeadSigner;
import dev.sallyport.crypto.id.SigningKeyId;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Leaves that no head is over yet stay nowhere.
class UnfinishedOrderIT {

    private static final int LOOK = 10;

    private static final String OPEN_TRANSACTION = """
            pg_stat_activity WHERE application_name = 'sallyport-sequencer' AND datname = current_database()
                               AND state = 'idle in transaction'
            """;

    @Test
    void without_a_key_no_leaf_is_written_and_with_one_all_are() throws Exception {
        try (var logs = Logs.create()) {
            // Given
            var tries = new AtomicInteger();
            var there = new AtomicBoolean();
            Backlog.append(logs, 20);

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
            assertThat(logs.database.column("SELECT pg_relation_size('audit.leaves')"))
                    .containsExactly("0");
            there.set(true);
            logs.awaitHead(20);
            Backlog.assertWhole(logs, 20);
        }
    }

    @Test
    void a_connection_that_dies_while_the_head_is_signed_leaves_nothing_half_done() throws Exception {
        try (var logs = Logs.create()) {
            // Given
            var signing = new CountDownLatch(1);
            var killed = new CountDownLatch(1);
            Backlog.append(logs, 20);
            logs.sequence(slowOnce(signing, killed), LOOK);
            assertThat(signing.await(10, TimeUnit.SECONDS)).isTrue();

            // When
            logs.database.tamper("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    + "WHERE application_name = 'sallyport-sequencer' AND datname = current_database()");
            killed.countDown();

            // Then
            logs.awaitHead(20);
            Backlog.assertWhole(logs, 20);
        }
    }

    @Test
    void a_head_that_takes_too_long_to_sign_does_not_hold_the_tables() throws Exception {
        try (var logs = Logs.create()) {
            // Given
            var signing = new CountDownLatch(1);
            var signed = new CountDownLatch(1);
            Backlog.append(logs, 20);
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
            Backlog.assertWhole(logs, 20);
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

    private static void until(BooleanSupplier done) throws InterruptedException {
        for (int i = 0; i < 400 && !done.getAsBoolean(); i++) {
            Thread.sleep(25);
        }
        assertThat(done.getAsBoolean()).isTrue();
    }
}
