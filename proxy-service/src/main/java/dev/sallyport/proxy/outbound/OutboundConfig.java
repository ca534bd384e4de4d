package dev.sallyport.proxy.outbound;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// Bounds of the outbound route. Integrations can say less of rows, bytes and time, never more than this.
@ConfigMapping(prefix = "sallyport.outbound")
public interface OutboundConfig {

    @WithDefault("1048576")
    int maxBodyBytes();

    /// From the first byte of the request's head to the last of its body.
    @WithDefault("10s")
    Duration bodyTimeout();

    @WithDefault("10000")
    int maxRows();

    /// Of the result before it is sealed; the envelope's own limit is 8 MiB.
    @WithDefault("8388608")
    int maxAnswerBytes();

    @WithDefault("30s")
    Duration statementTimeout();

    /// From the signal to stop until statements that still run are cancelled; less than `quarkus.shutdown.delay` and
    /// `quarkus.shutdown.timeout` together, so that their callers are answered.
    @WithDefault("6500ms")
    Duration drainTimeout();
}
