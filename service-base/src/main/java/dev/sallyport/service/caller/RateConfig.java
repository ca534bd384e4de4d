package dev.sallyport.service.caller;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How often one caller may call. Rates are per second where the name does not say otherwise; a burst is what may
/// come at once after a quiet time.
@ConfigMapping(prefix = "sallyport.rate")
public interface RateConfig {
    /// Calls per second with one API key or of one person.
    @WithDefault("5000")
    long keyPerSecond();

    /// Calls at once with one API key.
    @WithDefault("10000")
    long keyBurst();

    /// Calls per second of one tenant.
    @WithDefault("20000")
    long tenantPerSecond();

    /// Calls at once of one tenant.
    @WithDefault("40000")
    long tenantBurst();

    /// Calls per second from one address (IPv6: one /64), admitted or not.
    @WithDefault("10000")
    long addressPerSecond();

    /// Calls at once from one address.
    @WithDefault("20000")
    long addressBurst();

    /// Refused attempts to authenticate per minute from one address. Only refused attempts are answered with 429 for
    /// it.
    @WithDefault("30")
    long failuresPerMinute();

    /// Different callers that are counted apart; those beyond share one bucket.
    @WithDefault("100000")
    int maxTracked();
}
