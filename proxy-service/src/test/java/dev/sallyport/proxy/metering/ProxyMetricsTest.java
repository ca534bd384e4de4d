package dev.sallyport.proxy.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProxyMetricsTest {

    @Test
    void what_is_shown_outlives_a_collection_of_garbage() throws InterruptedException {
        var registry = new SimpleMeterRegistry();
        var metrics = new ProxyMetrics(registry);
        var number = new AtomicLong(3);
        metrics.count("a.count", number::get);
        metrics.gauge("a.gauge", number::get);

        collectGarbage();
        number.set(7);

        assertThat(registry.get("a.count").functionCounter().count()).isEqualTo(7);
        assertThat(registry.get("a.gauge").gauge().value()).isEqualTo(7);
    }

    /// Returns when something that only weak references reach is gone.
    private static void collectGarbage() throws InterruptedException {
        var witness = new WeakReference<>(new Object());
        for (int i = 0; i < 100 && witness.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(witness.get()).isNull();
    }
}
