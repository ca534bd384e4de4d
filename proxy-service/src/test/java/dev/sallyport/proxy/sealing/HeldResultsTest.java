package dev.sallyport.proxy.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.proxy.Alarms;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How long results are held, by a clock of the test's own: each takes 300 µs to make.
class HeldResultsTest {

    private static final long SIGNATURE = 300_000;

    private final HeldResults held = new HeldResults();
    private final List<String> handedOver = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - SIGNATURE, Long.MIN_VALUE, -1})
    void a_result_that_waited_for_nothing_goes_at_once(long start) {
        assertThat(add(() -> {}, start, start, start + SIGNATURE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 20 * SIGNATURE, Long.MIN_VALUE})
    void a_result_that_waited_long_is_held_for_a_third_of_it_and_not_longer(long start) {
        // Given: 24 signatures of waiting allow eight more, of which the last may still be made
        long now = start + 24 * SIGNATURE;
        assertThat(add(() -> {}, start, now - SIGNATURE, now)).isFalse();

        // When: others come that were ordered as long ago
        long more = 0;
        boolean due = false;
        while (!due) {
            more++;
            now += SIGNATURE;
            due = add(() -> {}, start, now - SIGNATURE, now);
        }

        // Then
        assertThat(more).isEqualTo(8);
    }

    @Test
    void what_is_not_held_itself_is_no_reason_to_hold_the_others_longer() {
        // Given
        add(() -> handedOver.add("held"), 0, 29 * SIGNATURE, 30 * SIGNATURE);

        // Then: others are made, and put down elsewhere
        assertThat(held.isDue(39 * SIGNATURE, SIGNATURE)).isFalse();
        assertThat(held.isDue(39 * SIGNATURE + 1, SIGNATURE)).isTrue();
    }

    @Test
    void nothing_is_due_where_nothing_is_held() {
        assertThat(held.isDue(SIGNATURE, SIGNATURE)).isFalse();
        add(() -> {}, 0, 0, SIGNATURE);
        held.handOver();
        assertThat(held.isDue(100 * SIGNATURE, SIGNATURE)).isFalse();
    }

    @Test
    void the_one_that_waited_least_decides() {
        assertThat(add(() -> {}, 0, 29 * SIGNATURE, 30 * SIGNATURE)).isFalse();
        assertThat(add(() -> {}, 30 * SIGNATURE, 30 * SIGNATURE, 31 * SIGNATURE))
                .isTrue();
    }

    @Test
    void nothing_is_held_where_the_next_would_come_too_late() {
        // A tenth of a second was waited for, and the last one took as long again.
        assertThat(add(() -> {}, 0, 100_000_000, 200_000_000)).isTrue();
    }

    @Test
    void all_are_handed_over_once_in_their_order_whatever_becomes_of_one() {
        // Given
        IntStream.range(0, 3).forEach(i -> add(() -> handedOver.add("before " + i), 0, 0, SIGNATURE));
        add(
                () -> {
                    throw new RejectedExecutionException("event executor terminated");
                },
                0,
                0,
                SIGNATURE);
        add(() -> handedOver.add("behind"), 0, 0, SIGNATURE);

        // When
        try (var alarms = new Alarms()) {
            held.handOver();

            // Then: the log has the kind of failure and not its words
            assertThat(alarms.texts())
                    .anyMatch(text -> text.contains("answer_not_handed_over"))
                    .noneMatch(text -> text.contains("event executor terminated"));
        }
        held.handOver();

        // Then
        assertThat(handedOver).containsExactly("before 0", "before 1", "before 2", "behind");
    }

    @Test
    void what_was_handed_over_does_not_hasten_what_comes() {
        assertThat(add(() -> {}, 0, 0, SIGNATURE)).isTrue();
        held.handOver();
        assertThat(add(() -> {}, 0, 99 * SIGNATURE, 100 * SIGNATURE)).isFalse();
    }

    /// @return whether all that is held is due then
    private boolean add(Runnable handOver, long ordered, long begun, long now) {
        held.add(handOver, ordered, now);
        return held.isDue(now, now - begun);
    }
}
