package dev.sallyport.proxy.target;

/// Told of what pools do; the metrics implement it.
public interface PoolCounters {

    /// Counts nothing.
    PoolCounters NONE = new PoolCounters() {};

    default void poolOpened() {}

    default void poolClosed() {}

    default void connectionOpened() {}

    default void connectionClosed() {}
}
