package dev.sallyport.proxy.key;

import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.kms.KmsKeyRef;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The table `unsealing_key`: tenants' ML-KEM seeds, wrapped.
public final class UnsealingKeyStore {

    private static final String COLUMNS = "kem_key_id, tenant_id, kms_key_ref, public_key, wrapped_seed";
    private static final String CURRENT =
            "SELECT " + COLUMNS + " FROM proxy.unsealing_key WHERE tenant_id = $1 AND is_current";
    private static final String BY_ID =
            "SELECT " + COLUMNS + " FROM proxy.unsealing_key WHERE tenant_id = $1 AND kem_key_id = ANY ($2)";
    private static final String RETIRE =
            "UPDATE proxy.unsealing_key SET is_current = false WHERE tenant_id = $1 AND is_current";
    private static final String INSERT = "INSERT INTO proxy.unsealing_key (" + COLUMNS
            + ", is_current) VALUES ($1, $2, $3, $4, $5, true) ON CONFLICT DO NOTHING";

    /// A tenant's key; its seed opens with kms:Decrypt only.
    public record Stored(KemKeyId id, TenantId tenant, KmsKeyRef kmsKey, byte[] publicKey, byte[] wrappedSeed) {}

    private final Pool pool;

    public UnsealingKeyStore(Pool pool) {
        this.pool = pool;
    }

    /// The key that new credentials are sealed to.
    Future<Optional<Stored>> current(TenantId tenant) {
        return pool.preparedQuery(CURRENT)
                .execute(Tuple.of(tenant.value()))
                .map(rows -> read(rows).stream().findFirst());
    }

    /// Those of the tenant's keys that are among these.
    public Future<List<Stored>> find(TenantId tenant, List<KemKeyId> ids) {
        String[] texts = ids.stream().map(KemKeyId::value).toArray(String[]::new);
        return pool.preparedQuery(BY_ID)
                .execute(Tuple.of(tenant.value(), (Object) texts))
                .map(UnsealingKeyStore::read);
    }

    /// Makes the key current unless another one came first, which is then left in place.
    Future<Void> keep(Stored key, boolean replaceCurrent) {
        Future<?> kept = pool.withTransaction(connection -> {
            Future<?> retired = replaceCurrent
                    ? connection
                            .preparedQuery(RETIRE)
                            .execute(Tuple.of(key.tenant().value()))
                    : Future.succeededFuture();
            return retired.compose(done -> connection
                            .preparedQuery(INSERT)
                            .execute(Tuple.of(
                                    key.id().value(),
                                    key.tenant().value(),
                                    key.kmsKey().value(),
                                    Buffer.buffer(key.publicKey()),
                                    Buffer.buffer(key.wrappedSeed()))))
                    .mapEmpty();
        });
        return kept.mapEmpty();
    }

    private static List<Stored> read(RowSet<Row> rows) {
        List<Stored> keys = new ArrayList<>();
        for (Row row : rows) {
            keys.add(new Stored(
                    KemKeyId.of(row.getString("kem_key_id")),
                    TenantId.of(row.getString("tenant_id")),
                    KmsKeyRef.of(row.getString("kms_key_ref")),
                    row.getBuffer("public_key").getBytes(),
                    row.getBuffer("wrapped_seed").getBytes()));
        }
        return keys;
    }
}
