package dev.sallyport.testkit.postgres;

import java.util.LinkedHashMap;
import java.util.Map;

/// How a test server starts.
///
/// @param tls which certificate it shows
/// @param durable fsync and synchronous_commit on, as in production; off only where a test writes much and proves
/// nothing by it
/// @param settings further lines of postgresql.conf
public record PostgresOptions(ServerTls tls, boolean durable, Map<String, String> settings) {

    /// Copies the settings.
    public PostgresOptions {
        settings = Map.copyOf(settings);
    }

    /// TLS with a valid certificate, durable.
    public static PostgresOptions defaults() {
        return new PostgresOptions(ServerTls.VALID, true, Map.of());
    }

    /// The same with another certificate.
    public PostgresOptions withTls(ServerTls other) {
        return new PostgresOptions(other, durable, settings);
    }

    /// The same without waiting for the disk.
    public PostgresOptions withoutDurability() {
        return new PostgresOptions(tls, false, settings);
    }

    /// The same with one more line of postgresql.conf.
    public PostgresOptions with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(name, value);
        return new PostgresOptions(tls, durable, more);
    }
}
