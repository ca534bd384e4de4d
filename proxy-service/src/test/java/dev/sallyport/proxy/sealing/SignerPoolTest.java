package dev.sallyport.proxy.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.proxy.Alarms;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who waits for an answer's audit record is told when the answer's turn comes.
class SignerPoolTest {

    private static final int QUEUE = 5;

    private final SignerPool pool = new SignerPool(new Threads(1, QUEUE));
    private final CountDownLatch busy = new CountDownLatch(1);

    @AfterEach
    void stop() {
        busy.countDown();
        pool.close();
    }

    @Test
    void with_nothing_before_it_work_is_announced_at_once() throws Exception {
        var told = new AtomicInteger();
        var done = order(pool, () -> "signed", told::incrementAndGet);

        assertThat(told.get()).isPositive();
        assertThat(await(done)).isEqualTo("signed");
    }

    @Test
    void work_that_has_to_wait_is_announced_before_it_begins_and_not_earlier() throws Exception {
        // Given
        var told = new AtomicInteger();
        List<Future<Integer>> before = new ArrayList<>();
        before.add(order(pool, this::hold, () -> {}));
        before.add(order(pool, () -> 0, () -> {}));
        before.add(order(pool, () -> 0, () -> {}));
        var late = order(pool, told::get, told::incrementAndGet);
        assertThat(told.get()).isZero();

        // When
        busy.countDown();

        // Then
        assertThat(await(late)).isEqualTo(1);
        await(Future.all(before));
    }

    @Test
    void work_that_is_refused_is_announced_too() throws Exception {
        // Given
        var began = new CountDownLatch(1);
        List<Future<Integer>> before = new ArrayList<>();
        before.add(order(
                pool,
                () -> {
                    began.countDown();
                    return hold();
                },
                () -> {}));
        began.await();
        for (int i = 0; i < QUEUE; i++) {
            before.add(order(pool, () -> 0, () -> {}));
        }
        var told = new AtomicInteger();

        // When
        var refused = order(pool, () -> 0, told::incrementAndGet);

        // Then
        assertThat(refused.cause()).isInstanceOf(ProblemException.class);
        assertThat(told.get()).isEqualTo(1);
        busy.countDown();
        await(Future.all(before));
    }

    @Test
    void work_that_fails_in_whatever_way_fails_alone() throws Exception {
        var failed = order(
                pool,
                () -> {
                    throw new StackOverflowError("deep");
                },
                () -> {});
        var next = order(pool, () -> "signed", () -> {});

        assertThat(await(next)).isEqualTo("signed");
        assertThat(failed.cause()).isInstanceOf(StackOverflowError.class);
    }

    @Test
    void results_for_one_context_come_back_all_and_in_order() throws Exception {
        var vertx = Vertx.vertx();
        var many = new SignerPool(new Threads(1, 1_000));
        try {
            // Given: all wait behind the first one
            List<Integer> came = Collections.synchronizedList(new ArrayList<>());
            var all = Promise.<Void>promise();
            vertx.getOrCreateContext().runOnContext(_ -> {
                List<Future<Integer>> ordered = new ArrayList<>();
                ordered.add(order(many, this::hold, () -> {}));
                for (int i = 1; i <= 300; i++) {
                    int number = i;
                    ordered.add(order(many, () -> number, () -> {}).onSuccess(came::add));
                }
                Future.all(ordered).<Void>mapEmpty().onComplete(all);
            });

            // When
            busy.countDown();

            // Then
            await(all.future());
            assertThat(came)
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, 300).boxed().toList());
        } finally {
            many.close();
            await(vertx.close());
        }
    }

    @Test
    void whoever_orders_while_the_pool_ends_is_told() throws Exception {
        for (int run = 0; run < 200; run++) {
            var ending = new SignerPool(new Threads(2, 100));
            List<Future<Integer>> ordered = Collections.synchronizedList(new ArrayList<>());
            try (var callers = Executors.newFixedThreadPool(3)) {
                for (int i = 0; i < 2; i++) {
                    callers.execute(() -> {
                        for (int k = 0; k < 50; k++) {
                            ordered.add(order(ending, () -> 1, () -> {}));
                        }
                    });
                }
                callers.execute(ending::close);
            }
            await(Future.join(ordered).otherwiseEmpty());
            assertThat(ending.awaitEnd(Duration.ofSeconds(10))).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void a_pool_without_threads_is_refused(int count) {
        assertThatThrownBy(() -> new SignerPool(new Threads(count, QUEUE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sallyport.signing.threads");
    }

    @Test
    void a_caller_that_does_not_bear_its_result_does_not_end_the_thread() throws Exception {
        try (var alarms = new Alarms()) {
            order(pool, this::hold, () -> {}).onComplete(_ -> {
                throw new NoClassDefFoundError("a customer's value");
            });
            var next = order(pool, () -> "signed", () -> {});
            busy.countDown();

            assertThat(await(next)).isEqualTo("signed");
            assertThat(alarms.texts())
                    .anyMatch(text -> text.contains("caller_failed_on_signer"))
                    .noneMatch(text -> text.contains("a customer's value"));
        }
    }

    @Test
    void results_come_back_on_the_context_that_ordered_them() throws Exception {
        var vertx = Vertx.vertx();
        try {
            var context = vertx.getOrCreateContext();
            var where = Promise.<Context>promise();
            context.runOnContext(
                    _ -> order(pool, () -> "signed", () -> {}).onComplete(_ -> where.complete(Vertx.currentContext())));

            assertThat(await(where.future())).isSameAs(context);
        } finally {
            await(vertx.close());
        }
    }

    @Test
    void a_result_that_is_not_waited_for_alone_wakes_nobody() throws Exception {
        var vertx = Vertx.vertx();
        try {
            // Given: an event loop that takes nothing on
            var ordered = new CompletableFuture<Future<String>>();
            var durable = Promise.<Void>promise();
            vertx.getOrCreateContext().runOnContext(_ -> {
                ordered.complete(pool.run(() -> "signed", () -> {}, durable.future()));
                hold();
            });

            // Then
            assertThat(await(ordered.get(10, TimeUnit.SECONDS))).isEqualTo("signed");
        } finally {
            busy.countDown();
            await(vertx.close());
        }
    }

    @Test
    void what_waits_at_the_end_is_signed_and_what_comes_later_refused() throws Exception {
        // Given
        List<Future<Integer>> before = new ArrayList<>();
        before.add(order(pool, this::holdThroughTheEnd, () -> {}));
        before.add(order(pool, () -> 1, () -> {}));
        before.add(order(pool, () -> 2, () -> {}));

        // When
        pool.close();
        var told = new AtomicInteger();
        var late = order(pool, told::incrementAndGet, told::incrementAndGet);
        busy.countDown();

        // Then
        assertThat(await(Future.all(before)).<Integer>list()).containsExactly(0, 1, 2);
        assertThat(late.cause()).isInstanceOf(ProblemException.class);
        assertThat(told.get()).as("announced, not signed").isEqualTo(1);
    }

    @Test
    void nothing_is_lost_where_many_order_at_once() throws Exception {
        var many = new SignerPool(new Threads(3, 10_000));
        List<Future<Integer>> ordered = Collections.synchronizedList(new ArrayList<>());
        try (var callers = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                callers.execute(() -> {
                    for (int k = 0; k < 500; k++) {
                        int number = k;
                        ordered.add(order(many, () -> number, () -> {}));
                    }
                });
            }
        }
        many.close();

        var sum = await(Future.all(ordered)).<Integer>list().stream()
                .mapToInt(Integer::intValue)
                .sum();
        assertThat(ordered).hasSize(2_000);
        assertThat(sum).isEqualTo(4 * 500 * 499 / 2);
    }

    /// Nothing besides is waited for.
    private static <T> Future<T> order(SignerPool pool, Supplier<T> work, Runnable soon) {
        return pool.run(work, soon, Future.succeededFuture());
    }

    private Integer hold() {
        try {
            busy.await();
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The end interrupts; a signature takes no notice.
    private Integer holdThroughTheEnd() {
        while (true) {
            try {
                busy.await();
                return 0;
            } catch (InterruptedException _) {
                // goes on
            }
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private record Threads(int count, int queue) implements SigningConfig {

        @Override
        public OptionalInt threads() {
            return OptionalInt.of(count);
        }
    }
}
