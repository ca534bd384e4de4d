package dev.sallyport.proxy.metering;

import dev.sallyport.proxy.outbound.HopMeter;
import dev.sallyport.proxy.target.PoolCounters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// The proxy's meters. Labels come from our own vocabulary only, so their number is bounded. Thread safe.
public final class ProxyMetrics implements HopMeter, PoolCounters {

    private final MeterRegistry registry;
    private final ConcurrentHashMap<String, Timer> hops = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Counter> answers = new ConcurrentHashMap<>();
    /// The registry refers to what it shows weakly; what is only made for it would be gone with the next collection.
    private final List<LongSupplier> shown = new CopyOnWriteArrayList<>();

    private final AtomicLong pools = new AtomicLong();
    private final AtomicLong connections = new AtomicLong();

    public ProxyMetrics(MeterRegistry registry) {
        this.registry = registry;
        registry.gauge("sallyport.target.pools", pools);
        registry.gauge("sallyport.target.connections", connections);
    }

    /// Shows a count that something else keeps.
    public void count(String name, LongSupplier value) {
        shown.add(value);
        registry.more().counter(name, List.of(), value, LongSupplier::getAsLong);
    }

    /// Shows a number that goes up and down.
    public void gauge(String name, LongSupplier value) {
        shown.add(value);
        registry.gauge(name, value, LongSupplier::getAsLong);
    }

    @Override
    public void hop(String name, long micros) {
        hops.computeIfAbsent(
                        name,
                        hop -> Timer.builder("sallyport.outbound.hop")
                                .tag("hop", hop)
                                .publishPercentileHistogram()
                                .register(registry))
                .record(micros, TimeUnit.MICROSECONDS);
    }

    @Override
    public void answered(String operation, String outcome) {
        answers.computeIfAbsent(
                        operation + "/" + outcome,
                        both -> Counter.builder("sallyport.outbound.answers")
                                .tag("operation", operation)
                                .tag("outcome", outcome)
                                .register(registry))
                .increment();
    }

    @Override
    public void poolOpened() {
        pools.incrementAndGet();
    }

    @Override
    public void poolClosed() {
        pools.decrementAndGet();
    }

    @Override
    public void connectionOpened() {
        connections.incrementAndGet();
    }

    @Override
    public void connectionClosed() {
        connections.decrementAndGet();
    }
}
