package dev.sallyport.guard.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.guard.Guards;
import dev.sallyport.guard.Verdict;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.rules.Purpose;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/// Random texts, judged and then run as superuser with nothing in their way: what the server says has changed something
/// was never let through as a query.
///
/// The long run: `-Dsallyport.fuzz.minutes=30 -Dsallyport.fuzz.seed=7`.
class DifferentialIT {

    private static final int MINUTES = Integer.getInteger("sallyport.fuzz.minutes", 0);
    private static final long SEED = Long.getLong("sallyport.fuzz.seed", 20_261_121);

    /// Of an ordinary run.
    private static final int TEXTS = 600;

    /// Of blocked texts, to see that there was something to block.
    private static final int ONE_IN = 4;

    @Test
    void what_changes_something_is_never_let_through() throws Exception {
        var texts =
                new TextGenerator(RandomGeneratorFactory.of("L64X128MixRandom").create(SEED));
        long end = System.nanoTime() + Duration.ofMinutes(MINUTES).toNanos();
        Map<Effect.Kind, Integer> allowed = new EnumMap<>(Effect.Kind.class);
        Map<Effect.Kind, Integer> blocked = new EnumMap<>(Effect.Kind.class);
        var missed = new ArrayList<String>();

        try (Laboratory laboratory = Laboratory.open()) {
            for (int i = 0; i < TEXTS || System.nanoTime() < end; i++) {
                String sql = texts.next();
                boolean passes = Guards.shared().judge(sql, Purpose.QUERY, Policy.STANDARD) instanceof Verdict.Allowed;
                if (passes || i % ONE_IN == 0) {
                    Effect effect = laboratory.run(sql, Laboratory.SUPERUSER);
                    (passes ? allowed : blocked).merge(effect.kind(), 1, Integer::sum);
                    if (passes && effect.changed()) {
                        missed.add(effect + " " + sql);
                    }
                }
            }
        }

        System.out.println("seed " + SEED + ": let through " + allowed + ", blocked and tried " + blocked);
        assertThat(missed).isEmpty();
        assertThat(allowed.getOrDefault(Effect.Kind.ANSWERED, 0) + allowed.getOrDefault(Effect.Kind.NOTHING, 0))
                .isGreaterThan(20);
        assertThat(blocked.getOrDefault(Effect.Kind.CHANGED_SERVER, 0)).isGreaterThan(10);
    }
}
