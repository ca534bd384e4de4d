package dev.sallyport.proxy;

import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.keys.IdentitySignature;
import dev.sallyport.proxy.metering.ProxyMetrics;
import dev.sallyport.proxy.store.Migrations;
import dev.sallyport.service.jwt.ServiceName;
import dev.sallyport.service.jwt.ServiceTokenIssuer;
import dev.sallyport.testkit.kms.LocalKmsServer;
import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import dev.sallyport.testkit.postgres.TestCa;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.postgresql.ds.PGSimpleDataSource;

/// A whole installation in this JVM: real PostgreSQL (the proxy's database and customers' ones), a real KMS, the
/// proxy as it runs, and a vault that keeps the contract.
final class Installation implements AutoCloseable {

    final EmbeddedPostgres postgres;
    final LocalKmsServer kms;
    final TestVault vault;
    final KeyCeremony keys;
    final ProxyHouse house;
    final String proxyDatabase;

    private final Vertx vertx;
    private final TestCa ca = TestCa.create();
    private final Path folder;
    private final ServiceTokenIssuer vaultsTokens;
    private final HttpServer publicServer;
    private final HttpServer internalServer;
    private final HttpClient http;

    static Installation start() {
        return start(Map.of());
    }

    static Installation start(Map<String, String> settings) {
        try {
            return new Installation(settings, EmbeddedPostgres.shared());
        } catch (Exception e) {
            throw new IllegalStateException("installation did not start", e);
        }
    }

    /// With the proxy's own database on this server, which the caller may stop.
    static Installation start(Map<String, String> settings, EmbeddedPostgres platform) {
        try {
            return new Installation(settings, platform);
        } catch (Exception e) {
            throw new IllegalStateException("installation did not start", e);
        }
    }

    private Installation(Map<String, String> overrides, EmbeddedPostgres platform) throws Exception {
        postgres = platform;
        kms = LocalKmsServer.started();
        vertx = Vertx.vertx();
        folder = Files.createTempDirectory("sallyport-proxy-test");
        keys = KeyCeremony.hold(kms, folder);
        ServiceKeys vaultKeys = ServiceKeys.make(folder, "vault");
        ServiceKeys proxyKeys = ServiceKeys.make(folder, "proxy");
        vault = new TestVault(vertx, keys.sealer(), proxyKeys.pair().getPublic(), ca);
        vaultsTokens = new ServiceTokenIssuer(
                vaultKeys.pair().getPrivate(),
                ServiceName.SALLYPORT_VAULT,
                ServiceName.SALLYPORT_PROXY,
                "vault-1",
                Clock.systemUTC());
        Files.writeString(folder.resolve("ca.pem"), ca.certificatePem());
        Files.writeString(folder.resolve("pg-ca.pem"), postgres.ca().certificatePem());
        proxyDatabase = postgres.newDatabase("proxy");
        EmbeddedPostgres.Role owner = postgres.newRole("proxy_owner");
        EmbeddedPostgres.Role app = postgres.newRole("proxy_app");
        postgres.run("postgres", "ALTER DATABASE " + proxyDatabase + " OWNER TO " + owner.name());
        Map<String, String> settings = new HashMap<>();
        settings.put("sallyport.database.host", "localhost");
        settings.put("sallyport.database.port", Integer.toString(postgres.port()));
        settings.put("sallyport.database.name", proxyDatabase);
        settings.put("sallyport.database.username", app.name());
        settings.put("sallyport.database.password", app.secret());
        settings.put("sallyport.database.ca-file", folder.resolve("pg-ca.pem").toString());
        settings.put("sallyport.vault.url", "https://localhost:" + vault.port());
        settings.put("sallyport.vault.ca-file", folder.resolve("ca.pem").toString());
        settings.put("sallyport.vault.private-key-file", proxyKeys.privateKey().toString());
        settings.put("sallyport.vault.public-key-file", vaultKeys.publicKey().toString());
        settings.put("sallyport.keys.file", keys.proxyKeys().toString());
        settings.put("sallyport.keys.pinned-backend", "jdk");
        settings.put("sallyport.kms.endpoint", kms.endpoint().toString());
        settings.put("sallyport.kms.region", kms.region());
        settings.put("sallyport.kms.access-key-id", kms.proxy().credentials().accessKeyId());
        settings.put(
                "sallyport.kms.secret-access-key", kms.proxy().credentials().secretAccessKey());
        settings.put("sallyport.target-addresses.allowed", "127.0.0.0/8,::1/128");
        settings.put("sallyport.rate.failures-per-minute", "1000");
        settings.putAll(overrides);
        settings.values().removeIf(String::isEmpty);
        house = new ProxyHouse(vertx, ProxySettings.of(config(settings)), new ProxyMetrics(new SimpleMeterRegistry()));
        Router router = Router.router(vertx);
        new ProxyRoutes(house).register(router);
        publicServer = Waiting.on(
                vertx.createHttpServer(new HttpServerOptions().setPort(0).setHost("127.0.0.1"))
                        .requestHandler(router)
                        .listen());
        TestCa.Issued certificate = ca.issue(List.of("localhost"), List.of("127.0.0.1"), Duration.ofDays(1));
        internalServer = Waiting.on(vertx.createHttpServer(new HttpServerOptions()
                        .setPort(0)
                        .setHost("127.0.0.1")
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertValue(Buffer.buffer(certificate.certificatePem()))
                                .addKeyValue(Buffer.buffer(certificate.privateKeyPem()))))
                .requestHandler(router)
                .listen());
        http = HttpClient.newBuilder().sslContext(trust()).build();
        Waiting.on(house.open(new Migrations(vertx, house.blocking, dataSource(owner), app.name())));
        Waiting.until("the change stream is alive", house.grants.stream()::isAlive);
    }

    private PGSimpleDataSource dataSource(EmbeddedPostgres.Role owner) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"localhost"});
        source.setPortNumbers(new int[] {postgres.port()});
        source.setDatabaseName(proxyDatabase);
        source.setUser(owner.name());
        source.setPassword(owner.secret());
        source.setSslmode("require");
        return source;
    }

    private static SmallRyeConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(dev.sallyport.proxy.store.DatabaseConfig.class)
                .withMapping(dev.sallyport.proxy.peer.PeerConfig.class)
                .withMapping(dev.sallyport.proxy.key.KeyConfig.class)
                .withMapping(dev.sallyport.service.kms.KmsConfig.class)
                .withMapping(dev.sallyport.proxy.target.TargetConfig.class)
                .withMapping(dev.sallyport.service.dsn.TargetConfig.class)
                .withMapping(dev.sallyport.proxy.guard.GuardConfig.class)
                .withMapping(dev.sallyport.proxy.decision.DecisionConfig.class)
                .withMapping(dev.sallyport.proxy.outbound.OutboundConfig.class)
                .withMapping(dev.sallyport.proxy.sealing.SigningConfig.class)
                .withMapping(dev.sallyport.proxy.idempotency.IdempotencyConfig.class)
                .withMapping(dev.sallyport.service.audit.AuditConfig.class)
                .withMapping(dev.sallyport.service.audit.sequence.SequencerConfig.class)
                .withMapping(dev.sallyport.service.caller.RateConfig.class)
                .withMapping(dev.sallyport.service.caller.ForwardedConfig.class)
                .withConverter(Duration.class, 300, new DurationConverter())
                .withConverter(Path.class, 300, text -> text.isEmpty() ? null : Path.of(text))
                .withDefaultValues(settings)
                .build();
    }

    private SSLContext trust() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", ca.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /// A tenant with its KMS key and its unsealing key, asked for as the vault asks.
    TestTenant newTenant() {
        TenantId tenant = TenantId.next();
        String kmsKey = kms.createTenantKey();
        JsonObject answer = new JsonObject(internal(
                        "/internal/v1/unsealing-keys",
                        new JsonObject().put("tenant_id", tenant.value()).put("kms_key_ref", kmsKey))
                .body());
        byte[] publicKey = Base64.getDecoder().decode(answer.getString("public_key"));
        KemKeyId id = KemKeyId.of(answer.getString("kem_key_id"));
        byte[] signature = Base64.getDecoder().decode(answer.getString("signature"));
        if (!IdentitySignature.verify(keys.identity(), tenant, id, publicKey, signature)) {
            throw new AssertionError("the identity key did not sign the unsealing key");
        }
        vault.put(
                "tenant",
                tenant.value(),
                new JsonObject()
                        .put("tenant_id", tenant.value())
                        .put("kms_key_ref", kmsKey)
                        .put(
                                "kem_keys",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("kem_key_id", id.value())
                                                .put("state", "current"))),
                null);
        return new TestTenant(this, tenant, kmsKey, id, publicKey);
    }

    java.net.http.HttpResponse<String> internal(String path, JsonObject body) {
        return internal(path, body, vaultsTokens.issue());
    }

    java.net.http.HttpResponse<String> internal(String path, JsonObject body, String token) {
        return send(HttpRequest.newBuilder(URI.create("https://localhost:" + internalServer.actualPort() + path))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                .build());
    }

    java.net.http.HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    URI outbound() {
        return URI.create("http://127.0.0.1:" + publicServer.actualPort() + "/api/v2/proxy/outbound");
    }

    int publicPort() {
        return publicServer.actualPort();
    }

    HttpClient http() {
        return http;
    }

    @Override
    public void close() {
        Waiting.on(publicServer.close());
        Waiting.on(internalServer.close());
        Waiting.on(house.close());
        vault.close();
        Waiting.on(vertx.close());
        http.close();
        kms.close();
    }
}
