package dev.sallyport.sdk;

import static java.util.Objects.requireNonNull;

import dev.sallyport.crypto.id.HmacKeyId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.sdk.answer.ClientIdentity;
import dev.sallyport.sdk.answer.Encryption;
import dev.sallyport.sdk.audit.AuditApi;
import dev.sallyport.sdk.http.RetryPolicy;
import dev.sallyport.sdk.http.Transport;
import dev.sallyport.sdk.keys.Backends;
import dev.sallyport.sdk.keys.SigningKeys;
import dev.sallyport.sdk.proxy.Outbound;
import dev.sallyport.sdk.proxy.ProxyApi;
import dev.sallyport.sdk.vault.VaultApi;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Builds a {@link SallyportClient}. Secrets given are copied; the caller closes its own. */
public final class SallyportClientBuilder {

    private @Nullable URI vault;
    private @Nullable URI proxy;
    private @Nullable Secret apiKey;
    private @Nullable ClientIdentity identity;
    private @Nullable IntegrationId integration;
    private @Nullable SSLContext tls;
    private @Nullable PostQuantum postQuantum;
    private RetryPolicy retries = RetryPolicy.DEFAULT;
    private Duration attemptTimeout = Duration.ofSeconds(30);
    private Duration callTimeout = Duration.ofSeconds(60);
    private Clock clock = Clock.systemUTC();

    SallyportClientBuilder() {}

    /** Everything that {@code file} holds. */
    public SallyportClientBuilder file(ClientFile file) {
        vault(file.vault()).proxy(file.proxy()).apiKey(file.apiKey());
        keys(
                file.tenantId(),
                file.kemKeyId(),
                file.kemSeed(),
                file.hmacKeyId(),
                file.hmacSecret(),
                file.rootPublicKey());
        integration = file.integrationId().orElse(null);
        return this;
    }

    /** Where the vault answers. Required. */
    public SallyportClientBuilder vault(URI address) {
        vault = address;
        return this;
    }

    /** Where the proxy answers. */
    public SallyportClientBuilder proxy(URI address) {
        proxy = address;
        return this;
    }

    /** What goes with every call. */
    public SallyportClientBuilder apiKey(Secret key) {
        apiKey = key.copy();
        return this;
    }

    /**
     * What opens and verifies answers.
     *
     * @param kemSeed 64 bytes d || z
     * @param rootPublicKey the pinned root key, 1952 bytes
     */
    public SallyportClientBuilder keys(
            TenantId tenant,
            KemKeyId kemKey,
            Secret kemSeed,
            HmacKeyId hmacKey,
            Secret hmacSecret,
            byte[] rootPublicKey) {
        identity = new ClientIdentity(tenant, kemKey, kemSeed.copy(), hmacKey, hmacSecret.copy(), rootPublicKey);
        return this;
    }

    /** Where calls go by default. */
    public SallyportClientBuilder integration(IntegrationId id) {
        integration = id;
        return this;
    }

    /** Authorities to trust for TLS, where it is not the JDK's own list. */
    public SallyportClientBuilder tls(SSLContext context) {
        tls = context;
        return this;
    }

    /** When calls are tried again; {@link RetryPolicy#DEFAULT} otherwise. */
    public SallyportClientBuilder retries(RetryPolicy policy) {
        retries = policy;
        return this;
    }

    /**
     * For one attempt (30 s otherwise), and for a call with all its attempts (60 s otherwise). An answer whose signing key
     * is not known yet makes a call of its own to the vault, with the same times.
     */
    public SallyportClientBuilder timeouts(Duration attempt, Duration call) {
        attemptTimeout = attempt;
        callTimeout = call;
        return this;
    }

    /** Keys' backends, for clients that open thousands of answers a second. */
    public SallyportClientBuilder postQuantum(PostQuantum backends) {
        postQuantum = backends;
        return this;
    }

    /** The clock that answers are checked against; the system's otherwise. */
    public SallyportClientBuilder clock(Clock other) {
        clock = other;
        return this;
    }

    /** The client, which owns its keys until it is closed. */
    public SallyportClient build() {
        URI vaultAddress = requireNonNull(vault, "the vault's address is missing");
        Transport transport = new Transport(httpClient(), retries, attemptTimeout, callTimeout, clock);
        Supplier<Map<String, String>> authentication = authentication();
        List<AutoCloseable> owned = new ArrayList<>();
        if (apiKey != null) {
            owned.add(apiKey);
        }
        VaultApi vaultApi = new VaultApi(transport, vaultAddress, authentication);
        if (identity == null) {
            return new SallyportClient(vaultApi, null, null, null, null, owned);
        }
        PostQuantum backends = postQuantum == null ? Backends.forClients() : postQuantum;
        SigningKeys signingKeys = SigningKeys.of(transport, vaultAddress, identity.rootPublicKey(), backends, clock);
        Encryption encryption = new Encryption(identity, signingKeys, backends, clock);
        owned.add(encryption);
        ProxyApi proxyApi = proxy == null
                ? null
                : new ProxyApi(new Outbound(transport, proxy, authentication, encryption), integration);
        AuditApi auditApi = proxy == null ? null : new AuditApi("proxy", transport, proxy, authentication, signingKeys);
        AuditApi vaultAudit = new AuditApi("vault", transport, vaultAddress, authentication, signingKeys);
        return new SallyportClient(vaultApi, proxyApi, encryption, auditApi, vaultAudit, owned);
    }

    private Supplier<Map<String, String>> authentication() {
        Secret key = apiKey;
        return () -> SallyportClient.authentication(key);
    }

    private HttpClient httpClient() {
        HttpClient.Builder http = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1);
        if (tls != null) {
            http.sslContext(tls);
        }
        return http.build();
    }
}
