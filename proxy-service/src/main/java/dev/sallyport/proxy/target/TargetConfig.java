package dev.sallyport.proxy.target;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// Bounds of the pools to customers' databases.
@ConfigMapping(prefix = "sallyport.target")
public interface TargetConfig {

    /// From dialling to logged in; also the bound on what a hostile server can hold up.
    @WithDefault("5s")
    Duration connectTimeout();

    /// Connections of one pool's exclusive lane.
    @WithDefault("10")
    int maxConnections();

    /// Connections of one pool's pipelined read lane; 0 for none.
    @WithDefault("2")
    int readLaneConnections();

    /// What the server holds each statement of the read lane to. A slower one starts again on the exclusive lane, so
    /// this is also the longest that it can hold up its neighbours.
    @WithDefault("250ms")
    Duration readLaneTime();

    /// Calls that may wait for one pool's connections.
    @WithDefault("1000")
    int maxWaiting();

    /// How long a call waits for a connection.
    @WithDefault("5s")
    Duration leaseTimeout();

    /// After this long without use a connection is closed, and a pool with it.
    @WithDefault("60s")
    Duration idleTimeout();

    /// After a rotation or revocation, running statements of the old pool have this long.
    @WithDefault("15s")
    Duration drainTimeout();

    /// What the server itself holds every statement to; integrations may say less.
    @WithDefault("60s")
    Duration statementTimeout();

    @WithDefault("10s")
    Duration lockTimeout();
}
