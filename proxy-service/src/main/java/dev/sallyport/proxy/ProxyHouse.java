package dev.sallyport.proxy;

import dev.sallyport.crypto.audit.head.HeadSigner;
import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.proxy.admission.GrantedKeys;
import dev.sallyport.proxy.blocking.BlockingPool;
import dev.sallyport.proxy.decision.DecisionLog;
import dev.sallyport.proxy.execute.TargetExecutor;
import dev.sallyport.proxy.grant.Grant;
import dev.sallyport.proxy.grant.Grants;
import dev.sallyport.proxy.guard.StatementGuard;
import dev.sallyport.proxy.idempotency.OnceOnly;
import dev.sallyport.proxy.idempotency.PgCallStore;
import dev.sallyport.proxy.key.KeyRing;
import dev.sallyport.proxy.key.UnsealingKeyStore;
import dev.sallyport.proxy.metering.MeteredKms;
import dev.sallyport.proxy.metering.ProxyMetrics;
import dev.sallyport.proxy.peer.VaultHttp;
import dev.sallyport.proxy.sealing.SignerPool;
import dev.sallyport.proxy.store.Migrations;
import dev.sallyport.proxy.store.ProxyDatabase;
import dev.sallyport.proxy.target.Lease;
import dev.sallyport.proxy.target.TargetPools;
import dev.sallyport.proxy.token.PendingTokens;
import dev.sallyport.proxy.token.TenantSealing;
import dev.sallyport.proxy.token.TokenKeys;
import dev.sallyport.proxy.token.TokenStore;
import dev.sallyport.proxy.token.TokenizeAndInsert;
import dev.sallyport.proxy.token.TokenizeParameters;
import dev.sallyport.proxy.unseal.HmacKeyOpener;
import dev.sallyport.proxy.unseal.TargetOpener;
import dev.sallyport.proxy.unseal.Unsealing;
import dev.sallyport.proxy.usage.UsageReports;
import dev.sallyport.service.audit.PgAuditLog;
import dev.sallyport.service.audit.route.AuditService;
import dev.sallyport.service.backend.BackendChoice;
import dev.sallyport.service.dsn.TargetAddressPolicy;
import dev.sallyport.service.jwt.PemKeys;
import dev.sallyport.service.jwt.ServiceName;
import dev.sallyport.service.jwt.ServiceTokenIssuer;
import dev.sallyport.service.kms.AwsDataKeyOpener;
import dev.sallyport.service.kms.AwsKeyWrapper;
import dev.sallyport.service.kms.KmsClients;
import dev.sallyport.service.kms.KmsGauge;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.kms.KmsClient;

/// Everything that lives as long as the service, made once and in this order; nothing here waits.
final class ProxyHouse {

    private static final Duration SWEEP_EVERY = Duration.ofSeconds(5);
    private static final Duration MEASURE_WITHIN = Duration.ofSeconds(20);
    private static final Duration SETTLE_EVERY = Duration.ofSeconds(30);
    private static final Duration PURGE_EVERY = Duration.ofMinutes(10);

    final Clock clock = Clock.systemUTC();
    final Vertx vertx;
    final ProxySettings settings;
    final ProxyMetrics metrics;
    final PostQuantum postQuantum;
    final BlockingPool blocking;
    final KmsClient kmsClient;
    final MeteredKms kms;
    final Pool database;
    final PgAuditLog audit;
    final AuditService auditService;
    final KeyRing keys;
    final UnsealingKeyStore unsealingKeys;
    final Unsealing unsealing;
    final TargetOpener opener;
    final TargetPools pools;
    final TargetExecutor executor;
    final VaultHttp vault;
    final UsageReports usage;
    final Grants grants;
    final GrantedKeys apiKeys;
    final TokenKeys tokenKeys;
    final PendingTokens pendingTokens;
    final PgCallStore calls;
    final OnceOnly onceOnly;
    final SignerPool signers;
    final StatementGuard guard;
    final DecisionLog decisions;

    ProxyHouse(Vertx vertx, ProxySettings settings, ProxyMetrics metrics) {
        this.vertx = vertx;
        this.settings = settings;
        this.metrics = metrics;
        postQuantum = settings.keys().pinnedBackend().map(PostQuantum::pinned).orElseGet(PostQuantum::unmeasured);
        blocking = new BlockingPool();
        kmsClient = KmsClients.of(settings.kms());
        kms = new MeteredKms(new AwsDataKeyOpener(kmsClient), new AwsKeyWrapper(kmsClient), new KmsGauge(clock));
        database = ProxyDatabase.pool(vertx, settings.database());
        audit = PgAuditLog.open(vertx, ProxyDatabase.options(settings.database()), settings.audit());
        keys = new KeyRing(vertx, database, postQuantum, kms, settings.keys(), blocking);
        auditService = new AuditService(
                vertx,
                ProxyDatabase.options(settings.database()),
                "proxy",
                new AuditService.Keys(
                        () -> HeadSigner.of(keys.require().response()),
                        () -> keys.require().delegations()),
                settings.sequencer());
        unsealingKeys = new UnsealingKeyStore(database);
        unsealing = new Unsealing(postQuantum, kms, id -> keys.sealer(id.value()), unsealingKeys, blocking);
        opener = new TargetOpener(unsealing, TargetAddressPolicy.of(settings.targetAddresses()), settings.target());
        vault = new VaultHttp(vertx, settings.vault(), serviceTokens());
        usage = new UsageReports(vault, clock);
        pools = new TargetPools(vertx.nettyEventLoopGroup(), blocking, settings.target(), metrics, usage::used);
        grants = new Grants(vertx, settings.vault(), vault, database, keys::sealer, new Closing());
        apiKeys = new GrantedKeys(grants.directory(), new HmacKeyOpener(unsealing), postQuantum);
        tokenKeys = new TokenKeys(database, grants.directory(), kms, blocking);
        TokenStore tokens = new TokenStore(database);
        pendingTokens = new PendingTokens(tokens, this::leaseFor);
        executor =
                new TargetExecutor(new TokenizeAndInsert(tokenKeys, tokens), new TokenizeParameters(tokenKeys, tokens));
        calls = new PgCallStore(database);
        onceOnly = new OnceOnly(vertx, calls, settings.idempotency().waitFor());
        signers = new SignerPool(settings.signing());
        guard = new StatementGuard(vertx, settings.guard());
        decisions = new DecisionLog(database, new TenantSealing(tokenKeys), blocking, settings.decisions(), clock);
        metrics.count("sallyport.decisions.dropped", decisions::dropped);
        metrics.count("sallyport.kms.calls", kms::calls);
        metrics.count("sallyport.decapsulations", unsealing::decapsulations);
        metrics.count("sallyport.guard.stopped", guard::stopped);
        metrics.count("sallyport.guard.observed", guard::observed);
        metrics.gauge("sallyport.guard.observing", this::observing);
    }

    /// Integrations in use whose policy stops nothing.
    long observing() {
        return grants.directory().cachedIntegrations().stream()
                .filter(guard::observes)
                .count();
    }

    private ServiceTokenIssuer serviceTokens() {
        return new ServiceTokenIssuer(
                PemKeys.privateKey(required(settings.vault().privateKeyFile(), "sallyport.vault.private-key-file")),
                ServiceName.SALLYPORT_PROXY,
                ServiceName.SALLYPORT_VAULT,
                settings.vault().instanceId(),
                clock);
    }

    static Path required(Optional<Path> file, String setting) {
        return file.orElseThrow(() -> new IllegalStateException(setting + " is missing"));
    }

    /// A connection to an integration's database, for work that no call waits for.
    private Future<Lease> leaseFor(IntegrationId id, CredentialId credential) {
        return grants.directory().integration(id).compose(found -> {
            Grant.Integration grant = found.filter(known -> known.credential().equals(credential))
                    .orElseThrow(() -> new IllegalStateException("integration is gone or uses another credential"));
            return pools.lease(opener.key(grant), () -> opener.open(grant));
        });
    }

    /// Closes what a change has made void.
    private final class Closing implements Grants.Affected {

        @Override
        public void credential(TenantId tenant, CredentialId credential) {
            pools.revoke(tenant, credential);
        }

        @Override
        public void tenant(TenantId tenant) {
            pools.revoke(tenant);
            tokenKeys.forget(tenant);
            apiKeys.forgetTenant(tenant);
        }

        @Override
        public void apiKey(String id) {
            apiKeys.forget(id);
        }

        @Override
        public void unknown() {
            pools.close();
            apiKeys.forgetAll();
        }
    }

    /// Begins to work: the schema, the own keys, the change stream, in this order and each as soon as it can.
    Future<Void> open(Migrations migrations) {
        vertx.setPeriodic(SWEEP_EVERY.toMillis(), id -> pools.sweep());
        vertx.setPeriodic(
                PURGE_EVERY.toMillis(), id -> calls.purge(settings.idempotency().keepFor()));
        vertx.setPeriodic(SETTLE_EVERY.toMillis(), id -> pendingTokens.settle());
        vertx.setPeriodic(settings.vault().usageEvery().toMillis(), id -> usage.report());
        return Future.all(migrations.start().compose(migrated -> keys.start()), guard.warm())
                .map(opened -> {
                    grants.start();
                    auditService.start();
                    decisions.start(vertx);
                    new BackendChoice(vertx, postQuantum, MEASURE_WITHIN).start();
                    return null;
                });
    }

    /// Ends everything; running statements have had their time before.
    Future<Void> close() {
        grants.close();
        keys.stop();
        pools.close();
        tokenKeys.close();
        return usage.report()
                .timeout(1, TimeUnit.SECONDS)
                .otherwiseEmpty()
                .compose(told -> decisions.write())
                .compose(written -> audit.close())
                .compose(closed -> auditService.close())
                .eventually(() -> {
                    vault.close();
                    signers.close();
                    guard.close();
                    blocking.close();
                    kmsClient.close();
                    return database.close();
                });
    }
}
