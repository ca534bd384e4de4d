package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.VertxOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The processors that signers do not need.
class EventLoopsTest {

    @Test
    void half_of_the_processors_have_one_by_default() {
        int processors = Runtime.getRuntime().availableProcessors();

        assertThat(chosen(1_000, Map.of())).isEqualTo(processors < 4 ? 1 : processors / 2);
    }

    @Test
    void there_are_no_more_than_quarkus_has() {
        assertThat(chosen(1, Map.of())).isEqualTo(1);
    }

    @Test
    void what_is_configured_stays() {
        assertThat(chosen(1_000, Map.of("quarkus.vertx.event-loops-pool-size", "1000")))
                .isEqualTo(1_000);
    }

    /// @param before as Quarkus has set it, by the configuration or by itself
    private static int chosen(int before, Map<String, String> configured) {
        var config = new SmallRyeConfigBuilder().withDefaultValues(configured).build();
        var options = new VertxOptions().setEventLoopPoolSize(before);
        new EventLoops(config).accept(options);
        return options.getEventLoopPoolSize();
    }
}
