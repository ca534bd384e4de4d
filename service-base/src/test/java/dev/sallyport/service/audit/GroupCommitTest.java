package dev.sallyport.service.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    private final Vertx vertx = Vertx.vertx();
    private final FakeStore store = new FakeStore(vertx);
    private final GroupCommit writer =
            new GroupCommit(vertx, store, Samples.config(Duration.ofMillis(300)), TimeUnit.HOURS.toMillis(1));

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
    }

    @Test
    void records_that_come_while_a_batch_is_written_share_the_next_one() throws Exception {
        store.delayMillis = 20;

        var futures = submit(500);

        await(Future.all(futures));

        assertThat(store.stored).hasSize(500);
        assertThat(store.batches).hasSizeLessThan(20);
        assertThat(store.mostInFlight).isEqualTo(1);
    }

    @Test
    void records_that_nobody_needs_yet_wait_for_the_first_that_is_needed_and_share_its_batch() throws Exception {
        // Given
        var needs = Stream.generate(Promise::<Void>promise).limit(20).toList();
        var futures = needs.stream()
                .map(need -> writer.submit(Samples.conclusion(), need.future()))
                .toList();
        assertThat(store.batches).isEmpty();

        // When
        needs.getFirst().complete();
        await(Future.all(futures));

        // Then
        assertThat(store.batches).containsExactly(20);
        needs.forEach(Promise::tryComplete);
        await(submit());
        assertThat(store.batches).containsExactly(20, 1);
    }

    @Test
    void a_record_that_is_needed_while_a_batch_is_written_begins_the_next_one() throws Exception {
        // Given
        store.delayMillis = 20;
        var first = submit();
        var need = Promise.<Void>promise();
        var second = writer.submit(Samples.conclusion(), need.future());

        // When
        need.complete();
        await(first);
        await(second);

        // Then
        assertThat(store.batches).containsExactly(1, 1);
    }

    @Test
    void a_need_that_never_comes_is_no_reason_to_wait_for_ever() throws Exception {
        var impatient = new GroupCommit(vertx, store, Samples.config(), 50);
        for (int i = 1; i <= 3; i++) {
            await(impatient.submit(Samples.conclusion(), Promise.promise().future()));

            assertThat(store.stored).hasSize(i);
        }
    }

    @Test
    void a_store_that_goes_away_refuses_what_nobody_needed_too() throws Exception {
        // Given
        store.delayMillis = 50;
        store.failures = 2;
        var later = writer.submit(Samples.conclusion(), Promise.promise().future());

        // When
        var refused = submit();

        // Then
        assertThatThrownBy(() -> await(refused)).hasCauseInstanceOf(AuditUnavailableException.class);
        assertThatThrownBy(() -> await(later)).hasCauseInstanceOf(AuditUnavailableException.class);
        assertThat(writer.waiting()).isZero();
        assertThat(store.stored).isEmpty();
    }

    @Test
    void a_need_that_fails_is_a_need() throws Exception {
        var failed = Promise.<Void>promise();
        var record = writer.submit(Samples.conclusion(), failed.future());
        failed.fail("no signature");
        await(record);

        assertThat(store.stored).hasSize(1);
    }

    @Test
    void many_records_that_nobody_needs_do_not_wait_at_all() throws Exception {
        var futures = new ArrayList<Future<Void>>();
        for (int i = 0; i < 256; i++) {
            futures.add(writer.submit(Samples.conclusion(), Promise.promise().future()));
        }

        assertThat(store.batches).containsExactly(256);
        await(Future.all(futures));
    }

    @Test
    void close_does_not_leave_behind_what_nobody_needed() throws Exception {
        var waiting = writer.submit(Samples.conclusion(), Promise.promise().future());

        await(writer.close());

        assertThat(waiting.succeeded()).isTrue();
        assertThat(store.stored).hasSize(1);
    }

    @Test
    void callers_that_come_again_at_once_all_get_their_records_stored() throws Exception {
        store.delayMillis = 1;
        var rounds = new ArrayList<Future<Void>>();
        for (int caller = 0; caller < 16; caller++) {
            rounds.add(again(50));
        }

        await(Future.all(rounds));

        assertThat(store.stored).hasSize(800);
        assertThat(store.mostInFlight).isEqualTo(1);
    }

    @Test
    void a_lone_record_is_handed_to_the_store_at_once() throws Exception {
        var first = submit();
        assertThat(store.batches).containsExactly(1);
        await(first);

        // A later one may find that the writer has not put the batch before away.
        for (int i = 2; i <= 5; i++) {
            await(submit());

            assertThat(store.batches).hasSize(i).containsOnly(1);
        }
    }

    private Future<Void> again(int times) {
        return times == 0 ? Future.succeededFuture() : submit().compose(_ -> again(times - 1));
    }

    @Test
    void one_failure_of_the_store_is_survived() throws Exception {
        store.failures = 1;

        await(submit());

        assertThat(store.stored).hasSize(1);
        assertThat(writer.isAway()).isFalse();
    }

    @Test
    void a_store_that_is_away_refuses_at_once_and_comes_back_by_itself() throws Exception {
        // Given
        store.failures = 2;
        var refused = submit();
        assertThatThrownBy(() -> await(refused)).hasCauseInstanceOf(AuditUnavailableException.class);

        // When
        var later = submit();

        // Then
        assertThat(later.failed()).isTrue();
        assertThat(store.stored).isEmpty();
        for (int i = 0; i < 100 && writer.isAway(); i++) {
            Thread.sleep(20);
        }
        await(submit());
        assertThat(store.stored).hasSize(1);
    }

    @Test
    void a_store_that_hangs_counts_as_away() {
        store.hangs = true;

        var waiting = submit(10);

        assertThat(waiting)
                .allSatisfy(future -> assertThatThrownBy(() -> await(future))
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(AuditUnavailableException.class));
        assertThat(writer.waiting()).isZero();
    }

    @Test
    void a_full_queue_refuses_and_keeps_what_it_took() throws Exception {
        // Given
        store.delayMillis = 200;
        var record = Samples.conclusion();
        List<Future<Void>> futures = new ArrayList<>();

        // When
        for (int i = 0; i < Samples.config().queueCapacity() + 500; i++) {
            futures.add(writer.submit(record, Future.succeededFuture()));
        }

        // Then
        store.delayMillis = 2;
        var refused = futures.stream().filter(Future::failed).count();
        await(Future.join(futures).otherwiseEmpty());
        assertThat(refused).isEqualTo(500);
        assertThat(futures.stream().filter(Future::succeeded))
                .hasSize(Samples.config().queueCapacity());
    }

    @Test
    void close_settles_what_waits_and_refuses_what_comes() throws Exception {
        var futures = submit(100);

        await(writer.close());

        assertThat(futures).allMatch(Future::succeeded);
        assertThat(submit().failed()).isTrue();
    }

    private Future<Void> submit() {
        return writer.submit(Samples.conclusion(), Future.succeededFuture());
    }

    private List<Future<Void>> submit(int records) {
        var made = Stream.generate(Samples::conclusion).limit(records).toList();
        return made.stream()
                .map(record -> writer.submit(record, Future.succeededFuture()))
                .toList();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
