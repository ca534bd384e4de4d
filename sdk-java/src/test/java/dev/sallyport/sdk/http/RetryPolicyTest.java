package dev.sallyport.sdk.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

    private final RetryPolicy policy = new RetryPolicy(10, Duration.ofMillis(100), Duration.ofSeconds(2));

    @Test
    void waits_grow_and_stay_within_their_bounds() {
        Random random = new Random(7);
        for (int attempt = 1; attempt <= 10; attempt++) {
            long bound = Math.min(2_000, 100L << (attempt - 1));
            for (int i = 0; i < 200; i++) {
                assertThat(policy.delay(attempt, Optional.empty(), random).toMillis())
                        .isBetween(0L, bound);
            }
        }
    }

    @Test
    void waits_differ_from_one_another() {
        Random random = new Random(7);

        assertThat(random.ints(50)
                        .mapToObj(i -> policy.delay(5, Optional.empty(), random))
                        .distinct()
                        .count())
                .isGreaterThan(10);
    }

    @Test
    void a_wait_is_never_shorter_than_what_the_service_asked_for() {
        assertThat(policy.delay(1, Optional.of(Duration.ofSeconds(30)), new Random(7)))
                .isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void a_policy_that_could_not_end_is_refused() {
        assertThatThrownBy(() -> new RetryPolicy(0, Duration.ZERO, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RetryPolicy(1, Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
