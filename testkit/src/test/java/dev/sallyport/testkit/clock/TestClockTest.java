package dev.sallyport.testkit.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TestClockTest {

    @Test
    void it_stands_still_until_it_is_moved() {
        var start = Instant.parse("2026-01-31T23:59:59Z");
        var clock = TestClock.at(start);

        assertThat(clock.instant()).isEqualTo(start).isEqualTo(clock.instant());
        clock.advance(Duration.ofMinutes(5));
        assertThat(clock.instant()).isEqualTo(start.plusSeconds(300));
        clock.advance(Duration.ofHours(-1));
        assertThat(clock.instant()).isEqualTo(start.minusSeconds(3300));
        clock.set(start);
        assertThat(clock.instant()).isEqualTo(start);
    }
}
