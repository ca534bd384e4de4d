package dev.sallyport.proxy.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Who waits for an answer's audit record is told when the answer's turn comes.
class SignerPoolTest {

    private final SignerPool pool = new SignerPool(new OneThread());
    private final CountDownLatch busy = new CountDownLatch(1);

    @AfterEach
    void stop() {
        busy.countDown();
        pool.close();
    }

    @Test
    void with_nothing_before_it_work_is_announced_at_once() throws Exception {
        var told = new AtomicInteger();
        var done = pool.run(() -> "signed", told::incrementAndGet);

        assertThat(told.get()).isPositive();
        assertThat(await(done)).isEqualTo("signed");
    }

    @Test
    void work_that_has_to_wait_is_announced_before_it_begins_and_not_earlier() throws Exception {
        // Given
        var told = new AtomicInteger();
        List<Future<Integer>> before = new ArrayList<>();
        before.add(pool.run(this::hold, () -> {}));
        before.add(pool.run(() -> 0, () -> {}));
        before.add(pool.run(() -> 0, () -> {}));
        var late = pool.run(told::get, told::incrementAndGet);
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
        before.add(pool.run(
                () -> {
                    began.countDown();
                    return hold();
                },
                () -> {}));
        began.await();
        for (int i = 0; i < OneThread.QUEUE; i++) {
            before.add(pool.run(() -> 0, () -> {}));
        }
        var told = new AtomicInteger();

        // When
        var refused = pool.run(() -> 0, told::incrementAndGet);

        // Then
        assertThat(refused.cause()).isInstanceOf(ProblemException.class);
        assertThat(told.get()).isEqualTo(1);
        busy.countDown();
        await(Future.all(before));
    }

    private Integer hold() {
        try {
            busy.await();
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private record OneThread() implements SigningConfig {

        private static final int QUEUE = 5;

        @Override
        public OptionalInt threads() {
            return OptionalInt.of(1);
        }

        @Override
        public int queue() {
            return QUEUE;
        }
    }
}
