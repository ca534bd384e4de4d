package dev.sallyport.crypto.pq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SettlingTest {
    private final Switchboard board = Switchboard.open(
            Candidates.check(new BouncyCastleBackend(), List.of(new SlowSigner("other", signature -> signature, 0))));

    @BeforeEach
    void choose_the_first_backend() {
        board.choose(figures(1_000, 2_000));
    }

    @Test
    void a_measurement_that_confirms_the_choice_is_enough() {
        Queue<Map<PqOperation, Map<String, Long>>> measurements = new ArrayDeque<>(List.of(figures(900, 901)));
        BackendReport again = new Settling(board).again(measurements::remove);
        assertThat(again.backendFor(PqOperation.SIGN)).isEqualTo("bc");
        assertThat(measurements).isEmpty();
    }

    @Test
    void one_measurement_that_others_delayed_changes_nothing() {
        Queue<Map<PqOperation, Map<String, Long>>> measurements =
                new ArrayDeque<>(List.of(figures(9_000, 2_000), figures(1_000, 2_100)));
        BackendReport again = new Settling(board).again(measurements::remove);
        assertThat(again.backendFor(PqOperation.SIGN)).isEqualTo("bc");
        assertThat(measurements).isEmpty();
    }

    @Test
    void a_change_that_two_measurements_agree_on_is_made() {
        Queue<Map<PqOperation, Map<String, Long>>> measurements =
                new ArrayDeque<>(List.of(figures(1_000, 500), figures(1_100, 600)));
        BackendReport again = new Settling(board).again(measurements::remove);
        assertThat(again).isEqualTo(board.report());
        assertThat(again.backendFor(PqOperation.SIGN)).isEqualTo("other");
        assertThat(again.choices().get(PqOperation.SIGN))
                .isNotNull()
                .satisfies(choice -> assertThat(choice.nanosPerCall())
                        .containsExactlyInAnyOrderEntriesOf(Map.of("bc", 1_000L, "other", 500L)));
    }

    private static Map<PqOperation, Map<String, Long>> figures(long bc, long other) {
        return Map.of(PqOperation.SIGN, Map.of("bc", bc, "other", other));
    }
}
