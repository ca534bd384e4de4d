package dev.sallyport.proxy.grant;

import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.pq.VerificationKey;
import dev.sallyport.proxy.peer.PeerConfig;
import dev.sallyport.proxy.peer.VaultHttp;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Everything of this feature, put together: the directory, and the follower that keeps it true.
public final class Grants implements AutoCloseable {

    /// Told of changes beyond the cache: pools must close. Called in the order of the stream.
    public interface Affected {

        /// A credential was rotated, revoked or deleted.
        void credential(TenantId tenant, CredentialId credential);

        /// A tenant was locked, deleted or changed.
        void tenant(TenantId tenant);

        /// An API key changed.
        void apiKey(String id);

        /// Changes may have been missed.
        void unknown();
    }

    private final GrantDirectory directory;
    private final PgSeqFloor floor;
    private final StreamState state;
    private final ChangeFollower follower;

    /// @param sealerKeys the pinned keys of the vault by id, null where none is pinned
    public Grants(
            Vertx vertx,
            PeerConfig config,
            VaultHttp vault,
            Pool database,
            Function<String, @Nullable VerificationKey> sealerKeys,
            Affected affected) {
        this.state = new StreamState(config.silence(), config.grantsServeFor());
        this.floor = new PgSeqFloor(database);
        this.directory =
                new GrantDirectory(new VaultGrantSource(vault), floor, sealerKeys, state, config.maxCachedGrants());
        this.follower = new ChangeFollower(
                vertx,
                vault,
                state,
                change -> apply(change, affected),
                () -> {
                    directory.forgetAll();
                    affected.unknown();
                },
                config.silence());
    }

    /// Begins to follow the change stream. The cache is empty, so everything up to the highest number seen is past.
    public void start() {
        floor.highest().onComplete(highest -> follower.start(highest.succeeded() ? highest.result() : 0));
    }

    public GrantDirectory directory() {
        return directory;
    }

    public StreamState stream() {
        return state;
    }

    private Future<Void> apply(ChangeFollower.Change change, Affected affected) {
        forget(change, affected);
        return GrantKind.find(change.kind())
                .map(kind -> directory.supersede(kind, change.id(), change.seq()))
                .orElseGet(Future::succeededFuture);
    }

    private void forget(ChangeFollower.Change change, Affected affected) {
        switch (change.kind()) {
            case "api_key" -> {
                directory.forget(GrantKind.API_KEY, change.id());
                affected.apiKey(change.id());
            }
            case "integration" -> directory.forget(GrantKind.INTEGRATION, change.id());
            case "credential" -> {
                directory.forgetIntegrationsWith(change.id());
                affected.credential(TenantId.of(change.tenantId()), CredentialId.of(change.id()));
            }
            case "tenant" -> {
                directory.forgetTenant(change.id());
                affected.tenant(TenantId.of(change.id()));
            }
            // The integrations that use it are announced as well, each by itself.
            case "policy" -> directory.forgetIntegrationsOf(change.tenantId());
            // A kind that a newer vault knows: everything that it may be part of is asked for again.
            default -> directory.forgetAll();
        }
    }

    @Override
    public void close() {
        follower.stop();
    }
}
