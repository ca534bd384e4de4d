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

        assertThat(chosen(Map.of())).isEqualTo(processors < 4 ? 1 : processors / 2);
    }

    @Test
    void what_is_configured_stays() {
        assertThat(chosen(Map.of("quarkus.vertx.event-loops-pool-size", "7"))).isEqualTo(3);
    }

    /// Quarkus has set 3, as it does for what is configured.
    private static int chosen(Map<String, String> configured) {
        var config = new SmallRyeConfigBuilder().withDefaultValues(configured).build();
        var options = new VertxOptions().setEventLoopPoolSize(3);
        new EventLoops(config).accept(options);
        return options.getEventLoopPoolSize();
    }
}
