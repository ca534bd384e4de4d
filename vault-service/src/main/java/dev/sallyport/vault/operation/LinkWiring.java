package dev.sallyport.vault.operation;

import dev.sallyport.crypto.audit.head.HeadSigner;
import dev.sallyport.service.audit.AuditConfig;
import dev.sallyport.service.audit.PgAuditLog;
import dev.sallyport.service.audit.route.AuditService;
import dev.sallyport.service.audit.sequence.SequencerConfig;
import dev.sallyport.service.jwt.PemKeys;
import dev.sallyport.service.jwt.ServiceName;
import dev.sallyport.service.jwt.ServiceTokenIssuer;
import dev.sallyport.service.jwt.ServiceTokenVerifier;
import dev.sallyport.vault.keyring.VaultKeys;
import dev.sallyport.vault.proxylink.ProxyConfig;
import dev.sallyport.vault.proxylink.ProxyLink;
import dev.sallyport.vault.proxylink.ServiceKeyConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Set;

/// Makes the ways to others: the proxy, and the audit store with what orders and reads it.
class LinkWiring {
    private static final int PROXY_CONNECTIONS = 16;
    private static final int CONNECT_MILLIS = 3_000;

    @Produces
    @Singleton
    ProxyLink proxyLink(Vertx vertx, ProxyConfig config, ServiceKeyConfig service, VaultKeys keys, Clock clock) {
        if (!"https".equals(config.url().getScheme())) {
            throw new IllegalStateException("sallyport.proxy.url must be https");
        }
        var http = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(true)
                .setVerifyHost(true)
                .setTrustOptions(new PemTrustOptions().addCertPath(config.ca().toString()))
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
                .setConnectTimeout(CONNECT_MILLIS)
                .setMaxPoolSize(PROXY_CONNECTIONS));
        var tokens = new ServiceTokenIssuer(
                PemKeys.privateKey(service.key()),
                ServiceName.SALLYPORT_VAULT,
                ServiceName.SALLYPORT_PROXY,
                service.instanceId(),
                clock);
        return new ProxyLink(http, config, tokens, keys, clock);
    }

    @Produces
    @Singleton
    ServiceTokenVerifier proxyTokens(ProxyConfig config, Clock clock) {
        return new ServiceTokenVerifier(
                PemKeys.publicKey(config.tokenKey()), ServiceName.SALLYPORT_VAULT, ServiceName.SALLYPORT_PROXY, clock);
    }

    @Produces
    @Singleton
    PgAuditLog auditLog(Vertx vertx, DatabaseConfig config, AuditConfig audit) {
        return PgAuditLog.open(vertx, database(config), audit);
    }

    @Produces
    @Singleton
    AuditService auditService(Vertx vertx, DatabaseConfig config, VaultKeys keys, SequencerConfig sequencer) {
        var signer = HeadSigner.of(keys.log());
        return new AuditService(
                vertx,
                database(config),
                VaultKeys.LOG_ID,
                new AuditService.Keys(() -> signer, keys::logDelegations),
                sequencer);
    }

    private static PgConnectOptions database(DatabaseConfig config) {
        return new PgConnectOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setDatabase(config.name())
                .setUser(config.username())
                .setPassword(config.password())
                .setSslMode(SslMode.VERIFY_FULL)
                .setHostnameVerificationAlgorithm("HTTPS")
                .setTrustOptions(new PemTrustOptions().addCertPath(config.ca().toString()));
    }
}
