package dev.sallyport.vault.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sallyport.crypto.codec.StrictBase64;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.keys.IdentitySignature;
import dev.sallyport.crypto.kms.KmsFailure;
import dev.sallyport.crypto.pq.KemPrivateKey;
import dev.sallyport.crypto.pq.PqSizes;
import dev.sallyport.crypto.sealed.CredentialPin;
import dev.sallyport.crypto.sealed.SealedCredential;
import dev.sallyport.crypto.sealed.Unsealer;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.service.dsn.DsnParts;
import dev.sallyport.service.jwt.ServiceName;
import dev.sallyport.service.jwt.ServiceTokenVerifier;
import dev.sallyport.service.jwt.TokenRefused;
import dev.sallyport.service.kms.AwsDataKeyOpener;
import dev.sallyport.testkit.kms.LocalKmsServer;
import dev.sallyport.testkit.postgres.TestCa;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// The proxy's side of the contract between the services, true to it: HTTPS with a certificate of the installation's
/// CA, service tokens checked, unsealing keys really made and signed, records really unsealed, databases really
/// logged in to.
public final class ContractProxy implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Keys keys;
    private final LocalKmsServer kms;
    private final TestCa ca;
    private final Unsealer unsealer;
    private final ServiceTokenVerifier tokens;
    private final Map<String, Made> made = new ConcurrentHashMap<>();
    private final Map<KemKeyId, KemPrivateKey> privateKeys = new ConcurrentHashMap<>();
    private final AtomicInteger probes = new AtomicInteger();
    private volatile boolean signsWrongly;
    private volatile @Nullable JsonNode lastReplay;
    private int port;
    private @Nullable HttpsServer server;

    private record Made(KemKeyId id, byte[] publicKey, byte[] signature) {}

    ContractProxy(Keys keys, LocalKmsServer kms, TestCa ca) {
        this.keys = keys;
        this.kms = kms;
        this.ca = ca;
        var sealer = keys.postQuantum.verificationKey(keys.sealer.id(), keys.sealer.publicKeyBytes());
        this.unsealer = new Unsealer(
                id -> id.equals(keys.sealer.id()) ? sealer : null, new AwsDataKeyOpener(kms.client(kms.proxy())));
        this.tokens = new ServiceTokenVerifier(
                keys.vaultToken.getPublic(),
                ServiceName.SALLYPORT_PROXY,
                ServiceName.SALLYPORT_VAULT,
                Clock.systemUTC());
        start();
    }

    public int port() {
        return port;
    }

    /// How often a record was tried.
    public int probes() {
        return probes.get();
    }

    /// Makes the next keys carry a signature that is not the identity key's.
    public void signWrongly(boolean wrongly) {
        signsWrongly = wrongly;
    }

    /// Opens a record as the real proxy does.
    public Secret unseal(byte[] record) {
        var parsed = SealedCredential.parse(record);
        return unsealer.unseal(parsed, CredentialPin.of(parsed), privateKeys::get);
    }

    /// Ends listening, as a proxy that is away.
    public void stop() {
        var running = server;
        if (running != null) {
            running.stop(0);
            server = null;
        }
    }

    /// Listens on the same port again.
    public void start() {
        try {
            var https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
            https.setHttpsConfigurator(new HttpsConfigurator(tls()));
            https.createContext("/internal/v1/unsealing-keys", exchange -> answer(exchange, this::unsealingKey));
            https.createContext("/internal/v1/probe", exchange -> answer(exchange, this::probe));
            https.createContext("/internal/v1/replay", exchange -> answer(exchange, this::replay));
            https.setExecutor(Executors.newCachedThreadPool(task -> {
                var thread = new Thread(task, "contract-proxy");
                thread.setDaemon(true);
                return thread;
            }));
            https.start();
            port = https.getAddress().getPort();
            server = https;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }

    private interface Answering {
        ObjectNode of(JsonNode body) throws Exception;
    }

    private void answer(HttpExchange exchange, Answering answering) throws IOException {
        int status = 200;
        byte[] body;
        try {
            tokens.verify(exchange.getRequestHeaders().getFirst("Authorization"));
            body = JSON.writeValueAsBytes(answering.of(JSON.readTree(exchange.getRequestBody())));
        } catch (TokenRefused e) {
            status = 401;
            body = "{\"error\":{\"code\":\"unauthenticated\"}}".getBytes(StandardCharsets.UTF_8);
        } catch (KmsFailure e) {
            status = 503;
            body = "{\"error\":{\"code\":\"kms_unavailable\"}}".getBytes(StandardCharsets.UTF_8);
        } catch (Exception e) {
            status = 500;
            body = ("{\"error\":{\"code\":\"" + e.getClass().getSimpleName() + "\"}}").getBytes(StandardCharsets.UTF_8);
        }
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private ObjectNode unsealingKey(JsonNode body) {
        var tenant = TenantId.of(body.path("tenant_id").asText());
        var key = made.computeIfAbsent(tenant.value(), _ -> make(tenant));
        return JSON.createObjectNode()
                .put("kem_key_id", key.id().value())
                .put("public_key", StrictBase64.encode(key.publicKey()))
                .put("signature", StrictBase64.encode(signsWrongly ? new byte[PqSizes.SIGNATURE] : key.signature()))
                .put("identity_key_id", "sk_identity");
    }

    private Made make(TenantId tenant) {
        var id = KemKeyId.next();
        var key = keys.postQuantum.kemPrivateKey(keys.postQuantum.newKemSeed());
        privateKeys.put(id, key);
        var publicKey = key.publicKey().toBytes();
        return new Made(id, publicKey, IdentitySignature.sign(keys.proxyIdentity, tenant, id, publicKey));
    }

    /// What was asked last about recorded statements.
    public Optional<JsonNode> lastReplay() {
        return Optional.ofNullable(lastReplay);
    }

    private ObjectNode replay(JsonNode body) {
        lastReplay = body;
        var answer = JSON.createObjectNode()
                .put("days", body.path("days").asInt())
                .put("integrations", body.path("integration_ids").size())
                .put("statements", 1)
                .put("calls", 3)
                .put("unchanged", 0)
                .put("changed", 1)
                .put("unknown", 0)
                .put("complete", true)
                .put("not_in_the_contract", "never shown");
        answer.putArray("changes").addObject().put("fingerprint", "0123456789abcdef");
        return answer;
    }

    private ObjectNode probe(JsonNode body) throws Exception {
        probes.incrementAndGet();
        var report = JSON.createObjectNode();
        try (var dsn = unseal(StrictBase64.decode(body.path("record").asText()));
                var parts = dsn.reveal(DsnParts::parse)) {
            return login(parts, report);
        }
    }

    private ObjectNode login(DsnParts parts, ObjectNode report) {
        var properties = new Properties();
        properties.setProperty("user", parts.user());
        properties.setProperty("password", parts.password().reveal(bytes -> new String(bytes, StandardCharsets.UTF_8)));
        properties.setProperty("sslmode", "require");
        properties.setProperty("connectTimeout", "3");
        var url = "jdbc:postgresql://" + parts.host().text() + ":" + parts.port() + "/" + parts.database();
        var findings = report.putArray("findings");
        try (var connection = DriverManager.getConnection(url, properties);
                var rows = connection
                        .createStatement()
                        .executeQuery("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")) {
            rows.next();
            if (rows.getBoolean(1)) {
                findings.addObject()
                        .put("code", "superuser")
                        .put("severity", "critical")
                        .put("message", "The role is a superuser.")
                        .put("fix", "Use a least-privilege role.");
            }
            return report.put("reachable", true).put("logs_in", true);
        } catch (SQLException e) {
            boolean reached = e.getSQLState() != null && e.getSQLState().startsWith("28");
            return report.put("reachable", reached)
                    .put("logs_in", false)
                    .put("error_code", reached ? "target_auth_failed" : "target_unreachable");
        }
    }

    private SSLContext tls() throws GeneralSecurityException, IOException {
        var issued = ca.issue(List.of("localhost"), List.of("127.0.0.1"), Duration.ofDays(1));
        var der = Base64.getMimeDecoder()
                .decode(issued.privateKeyPem()
                        .replaceAll("-----[A-Z ]+-----", "")
                        .strip());
        var certificate = CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(issued.certificatePem().getBytes(StandardCharsets.US_ASCII)));
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "proxy",
                KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)),
                new char[0],
                new Certificate[] {certificate});
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, new char[0]);
        var context = SSLContext.getInstance("TLSv1.3");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
