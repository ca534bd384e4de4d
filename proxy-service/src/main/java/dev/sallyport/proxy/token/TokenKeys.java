package dev.sallyport.proxy.token;

import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.kms.DataKeyOpener;
import dev.sallyport.crypto.kms.EncryptionContext;
import dev.sallyport.crypto.kms.KeyWrapper;
import dev.sallyport.crypto.kms.KmsKeyRef;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.proxy.blocking.BlockingPool;
import dev.sallyport.proxy.grant.Grant;
import dev.sallyport.proxy.grant.GrantDirectory;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Tenants' token keys: wrapped in the database, opened once and kept while the tenant uses tokens. Thread safe.
public final class TokenKeys {

    /// An open key; the directory closes it.
    record TokenKey(String id, Secret secret) {}

    private static final int KEY_BYTES = 32;
    private static final int MOST_OPEN = 10_000;
    private static final String FIND =
            "SELECT key_id, kms_key_ref, wrapped_key FROM proxy.token_key WHERE tenant_id = $1";
    private static final String INSERT = """
            INSERT INTO proxy.token_key (key_id, tenant_id, kms_key_ref, wrapped_key) VALUES ($1, $2, $3, $4)
            ON CONFLICT (tenant_id) DO NOTHING""";

    private final Pool pool;
    private final GrantDirectory grants;
    private final DataKeyOpener opener;
    private final KeyWrapper wrapper;
    private final BlockingPool blocking;
    private final SecureRandom random = new SecureRandom();
    private final ConcurrentHashMap<TenantId, Future<TokenKey>> open = new ConcurrentHashMap<>();

    public <K extends DataKeyOpener & KeyWrapper> TokenKeys(
            Pool pool, GrantDirectory grants, K kms, BlockingPool blocking) {
        this.pool = pool;
        this.grants = grants;
        this.opener = kms;
        this.wrapper = kms;
        this.blocking = blocking;
    }

    /// The tenant's key, made now where there is none; one call of the KMS per tenant and process.
    Future<TokenKey> of(TenantId tenant) {
        if (open.size() >= MOST_OPEN) {
            close();
        }
        Future<TokenKey> key = open.computeIfAbsent(tenant, this::load);
        key.onFailure(failure -> open.remove(tenant, key));
        return key;
    }

    /// Forgets and zeroes a tenant's key.
    public void forget(TenantId tenant) {
        Future<TokenKey> key = open.remove(tenant);
        if (key != null) {
            key.onSuccess(known -> known.secret().close());
        }
    }

    /// Forgets and zeroes all keys.
    public void close() {
        open.keySet().forEach(this::forget);
    }

    private Future<TokenKey> load(TenantId tenant) {
        return find(tenant)
                .compose(found -> found.isPresent()
                        ? Future.succeededFuture(found.orElseThrow())
                        : make(tenant).compose(made -> find(tenant)).map(Optional::orElseThrow));
    }

    private Future<Optional<TokenKey>> find(TenantId tenant) {
        return pool.preparedQuery(FIND).execute(Tuple.of(tenant.value())).compose(rows -> {
            if (rows.size() == 0) {
                return Future.succeededFuture(Optional.empty());
            }
            Row row = rows.iterator().next();
            String id = row.getString(0);
            return blocking.call(() -> Optional.of(new TokenKey(
                    id,
                    opener.open(
                            KmsKeyRef.of(row.getString(1)),
                            row.getBuffer(2).getBytes(),
                            EncryptionContext.tokenKey(tenant, id)))));
        });
    }

    private Future<Boolean> make(TenantId tenant) {
        byte[] name = new byte[12];
        random.nextBytes(name);
        String id = "tk_" + HexFormat.of().formatHex(name);
        return grants.tenant(tenant).compose(found -> {
            Grant.Tenant grant = found.orElseThrow(() -> new ProblemException(ProblemCode.TOKENIZATION_FAILED));
            return blocking.call(() -> {
                        try (Secret key = Secret.random(KEY_BYTES, random)) {
                            return wrapper.wrap(
                                    KmsKeyRef.of(grant.kmsKeyRef()), key, EncryptionContext.tokenKey(tenant, id));
                        }
                    })
                    .compose(wrapped -> pool.preparedQuery(INSERT)
                            .execute(Tuple.of(id, tenant.value(), grant.kmsKeyRef(), Buffer.buffer(wrapped))))
                    .map(inserted -> true);
        });
    }
}
