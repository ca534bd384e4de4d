package dev.sallyport.proxy.key;

import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.kms.KmsKeyRef;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/// The tables `own_key` and `trusted_key`.
final class OwnKeyStore {

    private static final String INSERT_OWN = """
            INSERT INTO proxy.own_key (key_id, purpose, public_key, kms_key_ref, wrapped_seed, not_before, not_after, delegation)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (key_id) DO NOTHING""";
    private static final String INSERT_TRUSTED =
            "INSERT INTO proxy.trusted_key (key_id, purpose, public_key) VALUES ($1, $2, $3) ON CONFLICT (key_id) DO NOTHING";
    private static final String OWN = """
            SELECT key_id, purpose, public_key, kms_key_ref, wrapped_seed, not_before, not_after, delegation
            FROM proxy.own_key ORDER BY imported_at""";
    private static final String TRUSTED =
            "SELECT key_id, purpose, public_key FROM proxy.trusted_key ORDER BY imported_at";

    static final String ROOT_ID = "sk_root";

    /// A stored key of ours.
    record Own(String purpose, KmsKeyRef kmsKey, KeyFile.OwnKey key) {}

    /// A stored trusted key.
    record Trusted(String purpose, KeyFile.TrustedKey key) {}

    private final Pool pool;

    OwnKeyStore(Pool pool) {
        this.pool = pool;
    }

    /// Keeps every key of the file that is not there yet; a key that is there is never changed.
    Future<Void> keep(KeyFile file) {
        Future<?> done = own("identity", file.kmsKey(), file.identity());
        for (KeyFile.OwnKey key : file.signingKeys()) {
            done = done.compose(before -> own("response", file.kmsKey(), key));
        }
        done = done.compose(
                before -> trusted("root", new KeyFile.TrustedKey(SigningKeyId.of(ROOT_ID), file.rootPublicKey())));
        for (KeyFile.TrustedKey key : file.sealerKeys()) {
            done = done.compose(before -> trusted("sealer", key));
        }
        return done.mapEmpty();
    }

    private Future<?> own(String purpose, KmsKeyRef kmsKey, KeyFile.OwnKey key) {
        return pool.preparedQuery(INSERT_OWN)
                .execute(Tuple.of(
                        key.id().value(),
                        purpose,
                        Buffer.buffer(key.publicKey()),
                        kmsKey.value(),
                        Buffer.buffer(key.wrappedSeed()),
                        key.notBefore(),
                        key.notAfter(),
                        key.delegation().length == 0 ? null : Buffer.buffer(key.delegation())));
    }

    private Future<?> trusted(String purpose, KeyFile.TrustedKey key) {
        return pool.preparedQuery(INSERT_TRUSTED)
                .execute(Tuple.of(key.id().value(), purpose, Buffer.buffer(key.publicKey())));
    }

    Future<List<Own>> own() {
        return pool.preparedQuery(OWN).execute().map(rows -> {
            List<Own> keys = new ArrayList<>();
            for (Row row : rows) {
                Buffer delegation = row.getBuffer("delegation");
                keys.add(new Own(
                        row.getString("purpose"),
                        KmsKeyRef.of(row.getString("kms_key_ref")),
                        new KeyFile.OwnKey(
                                SigningKeyId.of(row.getString("key_id")),
                                row.getBuffer("public_key").getBytes(),
                                row.getBuffer("wrapped_seed").getBytes(),
                                row.getLong("not_before"),
                                row.getLong("not_after"),
                                delegation == null ? new byte[0] : delegation.getBytes())));
            }
            return keys;
        });
    }

    Future<List<Trusted>> trusted() {
        return pool.preparedQuery(TRUSTED).execute().map(rows -> {
            List<Trusted> keys = new ArrayList<>();
            for (Row row : rows) {
                keys.add(new Trusted(
                        row.getString("purpose"),
                        new KeyFile.TrustedKey(
                                SigningKeyId.of(row.getString("key_id")),
                                row.getBuffer("public_key").getBytes())));
            }
            return keys;
        });
    }
}
