package dev.sallyport.bench.audit;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.audit.AuditSalt;
import dev.sallyport.crypto.audit.Decision;
import dev.sallyport.crypto.audit.Outcome;
import dev.sallyport.crypto.audit.RequestHash;
import dev.sallyport.crypto.audit.StatementFacts;
import dev.sallyport.crypto.audit.Timings;
import dev.sallyport.crypto.audit.What;
import dev.sallyport.crypto.audit.Who;
import dev.sallyport.crypto.audit.head.HeadSigner;
import dev.sallyport.crypto.id.ApiKeyId;
import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.service.audit.AuditConfig;
import dev.sallyport.service.audit.AuditSchema;
import dev.sallyport.service.audit.sequence.SequencerConfig;
import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.pgclient.PgConnectOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.postgresql.ds.PGSimpleDataSource;

/// A durable PostgreSQL with the audit schema, the default configuration, and records as the proxy makes them.
final class BenchDatabase implements AutoCloseable {

    private final EmbeddedPostgres server;
    private final String name;
    private final EmbeddedPostgres.Role app;

    private BenchDatabase(EmbeddedPostgres server) {
        this.server = server;
        this.name = server.newDatabase("bench");
        this.app = server.newRole("bench_app");
        var owner = new PGSimpleDataSource();
        owner.setServerNames(new String[] {"127.0.0.1"});
        owner.setPortNumbers(new int[] {server.port()});
        owner.setDatabaseName(name);
        owner.setUser(EmbeddedPostgres.SUPERUSER);
        owner.setPassword(server.superuserSecret());
        owner.setSslMode("require");
        AuditSchema.migrate(owner, app.name());
    }

    static BenchDatabase start() {
        return new BenchDatabase(EmbeddedPostgres.start());
    }

    PgConnectOptions options() {
        return new PgConnectOptions()
                .setHost("127.0.0.1")
                .setPort(server.port())
                .setDatabase(name)
                .setUser(app.name())
                .setPassword(app.secret())
                .setCachePreparedStatements(true);
    }

    Connection superuser() throws SQLException {
        return server.superuser(name);
    }

    /// As superuser.
    void run(String... statements) throws SQLException {
        try (var connection = superuser();
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    long number(String sql) throws SQLException {
        try (var connection = superuser();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    static AuditConfig auditConfig() {
        return defaults(AuditConfig.class);
    }

    static SequencerConfig sequencerConfig() {
        return defaults(SequencerConfig.class);
    }

    /// Durations as Quarkus writes them.
    private static <T> T defaults(Class<T> mapping) {
        return new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, DurationConverter::parseDuration)
                .withMapping(mapping)
                .build()
                .getConfigMapping(mapping);
    }

    static HeadSigner signer() {
        var postQuantum = PostQuantum.pinned("bc");
        return HeadSigner.of(postQuantum.signingKey(SigningKeyId.of("sk_bench"), postQuantum.newSigningSeed()));
    }

    /// No two requests are alike.
    private static byte[] requestHash() {
        byte[] hash = new byte[64];
        ThreadLocalRandom.current().nextBytes(hash);
        return hash;
    }

    static AuditRecord record() {
        return record(0);
    }

    /// @param more characters of the relation's name, so that records are of different lengths
    static AuditRecord record(int more) {
        var salt = AuditSalt.next();
        var statement = new StatementFacts(
                "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
                "select",
                List.of("public.customers" + "x".repeat(more)),
                salt.parameters(0, List.of(new byte[] {1, 2, 3, 4})));
        var what = new What.DatabaseCall(
                "query", IntegrationId.of("int_bench"), RequestHash.of(requestHash()), List.of(statement));
        var who = Who.key(TenantId.of("ten_bench"), ApiKeyId.of("key_bench"), "192.0.2.1");
        var now = Instant.now();
        var timings =
                Timings.none().and("admit", 10).and("guard", 1).and("run", 300).and("seal", 250);
        return AuditRecord.start(AuditEventId.next(), now, salt, who, what, Decision.allowed("pol_bench:1"))
                .conclude(now, Outcome.succeeded(1, 300), timings, null);
    }

    @Override
    public void close() {
        server.close();
    }
}
