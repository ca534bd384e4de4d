package dev.sallyport.service.caller;

/// Rates that no test reaches by accident.
public record Rates(long failuresPerMinute) implements RateConfig {
    @Override
    public long keyPerSecond() {
        return 5000;
    }

    @Override
    public long keyBurst() {
        return 5000;
    }

    @Override
    public long tenantPerSecond() {
        return 5000;
    }

    @Override
    public long tenantBurst() {
        return 5000;
    }

    @Override
    public long addressPerSecond() {
        return 5000;
    }

    @Override
    public long addressBurst() {
        return 5000;
    }

    @Override
    public int maxTracked() {
        return 1000;
    }
}
