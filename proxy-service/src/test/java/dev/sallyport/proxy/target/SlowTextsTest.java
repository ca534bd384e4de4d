package dev.sallyport.proxy.target;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// How long a slow statement stays away from the shared connections.
class SlowTextsTest {
    private static final String SLOW = "SELECT 1";

    private final SlowTexts texts = new SlowTexts();

    @Test
    void one_slow_answer_keeps_a_statement_away_for_a_moment_however_many_were_in_flight() {
        for (int i = 0; i < 64; i++) {
            texts.add(SLOW, i);
        }

        assertThat(texts.contains(SLOW, SlowTexts.FIRST_NANOS - 1)).isTrue();
        assertThat(texts.contains(SLOW, SlowTexts.FIRST_NANOS)).isFalse();
        assertThat(texts.contains("SELECT 2", 1)).isFalse();
    }

    @Test
    void one_that_is_slow_again_and_again_stays_away_for_longer_up_to_a_minute() {
        long now = 0;
        long before = 0;
        for (int times = 0; times < 10; times++) {
            texts.add(SLOW, now);
            long rest = 0;
            while (texts.contains(SLOW, now + rest)) {
                rest += SlowTexts.FIRST_NANOS / 2;
            }
            assertThat(rest).isBetween(Math.max(before, SlowTexts.FIRST_NANOS), SlowTexts.LONGEST_NANOS);
            before = rest;
            now += rest;
        }

        assertThat(before).isEqualTo(SlowTexts.LONGEST_NANOS);
        texts.add(SLOW, now + 2 * SlowTexts.LONGEST_NANOS);
        assertThat(texts.contains(SLOW, now + 2 * SlowTexts.LONGEST_NANOS + SlowTexts.FIRST_NANOS))
                .as("forgiven after a quiet minute")
                .isFalse();
    }

    @Test
    void the_memory_is_bounded() {
        for (int i = 0; i < 1_000; i++) {
            texts.add("SELECT " + i, 0);
        }

        assertThat(texts.contains("SELECT 0", 1)).isFalse();
        assertThat(texts.contains("SELECT 999", 1)).isTrue();
    }
}
