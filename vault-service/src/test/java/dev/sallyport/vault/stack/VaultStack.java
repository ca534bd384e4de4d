package dev.sallyport.vault.stack;

import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.VerificationKey;
import dev.sallyport.service.jwt.ServiceName;
import dev.sallyport.service.jwt.ServiceTokenIssuer;
import dev.sallyport.testkit.kms.LocalKmsServer;
import dev.sallyport.testkit.oidc.LocalOidcIssuer;
import dev.sallyport.testkit.otlp.LocalCollector;
import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that a vault stands on, for real: PostgreSQL with TLS and its two roles, the local KMS, a proxy that
/// keeps the contract, the files of a key ceremony. One per JVM.
public final class VaultStack implements QuarkusTestResourceLifecycleManager {
    /// The first platform administrator.
    public static final String ADMIN_EMAIL = "root@sallyport.test";

    /// The same one's password: a canary, which must appear nowhere.
    public static final String ADMIN_LOGIN = "canary-admin-7f3a9c51e2";

    private static @Nullable VaultStack current;

    private final EmbeddedPostgres postgres = EmbeddedPostgres.start();
    private final LocalKmsServer kms = LocalKmsServer.started();
    private final LocalCollector collector = LocalCollector.started();
    private final LocalOidcIssuer oidc = LocalOidcIssuer.started(LocalOidcIssuer.Algorithm.ES256);
    private final Path folder;
    private final Keys keys;
    private final ContractProxy proxy;
    private final String database = postgres.newDatabase("vault");
    private final EmbeddedPostgres.Role owner = postgres.newRole("vault_owner");
    private final EmbeddedPostgres.Role app = postgres.newRole("vault_app");

    public VaultStack() {
        try {
            folder = Files.createTempDirectory("sallyport-vault");
            keys = new Keys(folder);
            proxy = new ContractProxy(keys, kms, postgres.ca());
            keys.write("ca.pem", postgres.ca().certificatePem().getBytes(StandardCharsets.US_ASCII));
            var issued = postgres.ca().issue(List.of("localhost"), List.of("127.0.0.1"), Duration.ofDays(1));
            keys.write("internal.crt", issued.certificatePem().getBytes(StandardCharsets.US_ASCII));
            keys.write("internal.key", issued.privateKeyPem().getBytes(StandardCharsets.US_ASCII));
            keys.write(
                    "admin.json",
                    ("{\"email\":\"" + ADMIN_EMAIL + "\",\"password\":\"" + ADMIN_LOGIN + "\"}")
                            .getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        postgres.run("postgres", "ALTER DATABASE " + database + " OWNER TO " + owner.name());
        current = this;
    }

    /// The stack of this JVM.
    public static VaultStack current() {
        var stack = current;
        if (stack == null) {
            throw new IllegalStateException("no stack is running");
        }
        return stack;
    }

    @Override
    public Map<String, String> start() {
        var config = new HashMap<String, String>();
        config.put("sallyport.database.host", "localhost");
        config.put("sallyport.database.port", Integer.toString(postgres.port()));
        config.put("sallyport.database.name", database);
        config.put("sallyport.database.username", app.name());
        config.put("sallyport.database.password", app.secret());
        config.put("sallyport.database.ca", file("ca.pem"));
        config.put("sallyport.migration.username", owner.name());
        config.put("sallyport.migration.password", owner.secret());
        config.put("sallyport.internal.certificate", file("internal.crt"));
        config.put("sallyport.internal.key", file("internal.key"));
        config.put("sallyport.keys.file", file("vault-keys.json"));
        config.put("sallyport.keys.backend", "bc");
        config.put("sallyport.service.key", file("vault-token.key"));
        config.put("sallyport.proxy.url", "https://localhost:" + proxy.port());
        config.put("sallyport.proxy.ca", file("ca.pem"));
        config.put("sallyport.proxy.token-key", file("proxy-token.pem"));
        config.put("sallyport.people.token-key", file("people-token.key"));
        config.put("sallyport.people.failures-per-minute", "1000");
        config.put("sallyport.people.visits-per-minute", "100000");
        config.put("quarkus.otel.exporter.otlp.protocol", "http/protobuf");
        config.put("quarkus.otel.exporter.otlp.endpoint", collector.endpoint().toString());
        config.put("sallyport.people.oidc.issuer", oidc.issuer());
        config.put("sallyport.people.oidc.algorithm", "ES256");
        config.put("sallyport.bootstrap.admin-file", file("admin.json"));
        config.put("sallyport.kms.endpoint", kms.endpoint().toString());
        config.put("sallyport.kms.region", kms.region());
        config.put("sallyport.kms.access-key-id", kms.vault().credentials().accessKeyId());
        config.put("sallyport.kms.secret-access-key", kms.vault().credentials().secretAccessKey());
        config.put("sallyport.tenant-keys.create", "true");
        config.put("sallyport.tenant-keys.administrator", kms.admin().arn());
        config.put("sallyport.tenant-keys.vault-principal", kms.vault().arn());
        config.put("sallyport.tenant-keys.proxy-principal", kms.proxy().arn());
        config.put("sallyport.target-addresses.allowed", "127.0.0.1,::1");
        config.put("sallyport.rate.failures-per-minute", "100000");
        return config;
    }

    @Override
    public void stop() {
        proxy.close();
        oidc.close();
        collector.close();
        kms.close();
        postgres.close();
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public EmbeddedPostgres postgres() {
        return postgres;
    }

    public LocalKmsServer kms() {
        return kms;
    }

    /// Where traces go, when they are on.
    public LocalCollector collector() {
        return collector;
    }

    /// Vouches for people beside the embedded issuer.
    public LocalOidcIssuer oidc() {
        return oidc;
    }

    public ContractProxy proxy() {
        return proxy;
    }

    public Keys keys() {
        return keys;
    }

    public PostQuantum postQuantum() {
        return keys.postQuantum;
    }

    /// The public root key.
    public VerificationKey rootKey() {
        return keys.postQuantum.verificationKey(keys.root.id(), keys.root.publicKeyBytes());
    }

    /// The public half of the vault's sealing key.
    public VerificationKey sealerKey() {
        return keys.postQuantum.verificationKey(keys.sealer.id(), keys.sealer.publicKeyBytes());
    }

    /// The vault's own database.
    public String database() {
        return database;
    }

    public EmbeddedPostgres.Role appRole() {
        return app;
    }

    /// What a proxy shows the vault.
    public ServiceTokenIssuer proxyTokens() {
        return new ServiceTokenIssuer(
                keys.proxyToken.getPrivate(),
                ServiceName.SALLYPORT_PROXY,
                ServiceName.SALLYPORT_VAULT,
                "proxy-test",
                Clock.systemUTC());
    }

    private String file(String name) {
        return keys.file(name).toString();
    }
}
