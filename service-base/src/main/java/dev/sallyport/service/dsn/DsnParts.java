package dev.sallyport.service.dsn;

import dev.sallyport.crypto.secret.Secret;
import java.time.Duration;
import java.util.Optional;

/// A DSN that has passed every rule, in parts. Owns the password until [#close()]; prints neither it nor the user.
public final class DsnParts implements AutoCloseable {
    private final DsnHost host;
    private final int port;
    private final String user;
    private final Secret password;
    private final String database;
    private final DsnOptions options;

    DsnParts(DsnHost host, int port, String user, Secret password, String database, DsnOptions options) {
        this.host = host;
        this.port = port;
        this.user = user;
        this.password = password;
        this.database = database;
        this.options = options;
    }

    /// Reads a DSN by every rule and refuses what breaks one. Throws [DsnRefused]. `dsn` is UTF-8 and stays the
    /// caller's.
    public static DsnParts parse(byte[] dsn, PlaintextRule plaintext) {
        return new DsnParser(dsn, plaintext).parse();
    }

    /// Reads a DSN under which nothing but verified TLS is possible.
    public static DsnParts parse(byte[] dsn) {
        return parse(dsn, PlaintextRule.NEVER);
    }

    public DsnHost host() {
        return host;
    }

    /// 1 to 65535.
    public int port() {
        return port;
    }

    public String user() {
        return user;
    }

    /// UTF-8. Closed with this.
    public Secret password() {
        return password;
    }

    public String database() {
        return database;
    }

    public Tls tls() {
        return options.tls();
    }

    /// The CA certificates to trust for this database, in PEM; empty for those of the system.
    public Optional<String> rootCertificatesPem() {
        return options.rootCertificatesPem();
    }

    public Optional<String> applicationName() {
        return options.applicationName();
    }

    public Optional<Duration> connectTimeout() {
        return options.connectTimeout();
    }

    public SessionTarget sessionTarget() {
        return options.sessionTarget();
    }

    public ChannelBinding channelBinding() {
        return options.channelBinding();
    }

    @Override
    public void close() {
        password.close();
    }

    @Override
    public String toString() {
        return "DsnParts";
    }
}
