package dev.sallyport.vault.cleanup;

import dev.sallyport.vault.cleanup.Swept.Erased;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// One bounded round in one transaction, under a lock that one replica alone can have. Who does not get it goes.
final class Sweep {
    private static final long LOCK = 0x5A11_C1EA_0000_0001L;
    private static final int BATCH = 5_000;

    private static final String TRY_LOCK = "SELECT pg_try_advisory_xact_lock($1) AS mine";
    private static final String ANSWERS = """
            DELETE FROM vault.idempotency WHERE name IN
                (SELECT name FROM vault.idempotency WHERE created_at < $1 ORDER BY created_at LIMIT $2)
            """;
    // Never the version in force, whatever its row says.
    private static final String RECORDS = """
            UPDATE vault.credential_version v SET record = NULL, erased_at = $1
            FROM (SELECT d.credential_id, d.version, c.tenant_id
                  FROM vault.credential_version d JOIN vault.credential c USING (credential_id)
                  WHERE d.record IS NOT NULL AND d.keep_until <= $1 AND d.version < c.version
                  ORDER BY d.keep_until LIMIT $2) due
            WHERE v.credential_id = due.credential_id AND v.version = due.version
            RETURNING due.tenant_id, v.credential_id, v.version
            """;
    // A revoked family is what tells that an access token of it is void: its rows stay until the last one has run out.
    private static final String REFRESH_TOKENS = """
            DELETE FROM vault.refresh_token WHERE token_id IN
                (SELECT t.token_id FROM vault.refresh_token t WHERE t.expires_at < $1
                 AND NOT EXISTS (SELECT 1 FROM vault.refresh_token f
                                 WHERE f.family_id = t.family_id AND f.expires_at >= $1) LIMIT $2)
            """;
    private static final String KEY_SECRETS = """
            DELETE FROM vault.api_key_secret WHERE secret_id IN
                (SELECT secret_id FROM vault.api_key_secret WHERE not_after < $1 LIMIT $2)
            """;

    private final Pool pool;
    private final Duration keepAnswers;
    private final Duration accessLife;

    Sweep(Pool pool, Duration keepAnswers, Duration accessLife) {
        this.pool = pool;
        this.keepAnswers = keepAnswers;
        this.accessLife = accessLife;
    }

    /// Empty where another replica is at it.
    ///
    /// @param intended told of the records before their erasure is committed; where it fails nothing is taken
    Future<Optional<Swept>> round(Instant now, Function<List<Erased>, Future<Void>> intended) {
        return pool.withTransaction(connection -> connection
                        .preparedQuery(TRY_LOCK)
                        .execute(Tuple.of(LOCK))
                        .compose(rows -> rows.iterator().next().getBoolean("mine")
                                ? take(connection, now, intended).map(Optional::of)
                                : Future.succeededFuture(Optional.<Swept>empty())))
                .map(found -> Optional.ofNullable(found).flatMap(swept -> swept));
    }

    private Future<Swept> take(SqlConnection connection, Instant now, Function<List<Erased>, Future<Void>> intended) {
        return delete(connection, ANSWERS, now.minus(keepAnswers))
                .compose(answers -> erase(connection, now)
                        .compose(erased -> intended.apply(erased).map(_ -> erased))
                        .compose(erased -> delete(connection, REFRESH_TOKENS, now.minus(accessLife))
                                .compose(tokens -> delete(connection, KEY_SECRETS, now)
                                        .map(secrets -> new Swept(
                                                answers,
                                                erased,
                                                tokens,
                                                secrets,
                                                answers == BATCH || erased.size() == BATCH || tokens == BATCH)))));
    }

    private static Future<Integer> delete(SqlConnection connection, String sql, Instant before) {
        return connection
                .preparedQuery(sql)
                .execute(Tuple.of(before.atOffset(ZoneOffset.UTC), BATCH))
                .map(rows -> rows.rowCount());
    }

    private static Future<List<Erased>> erase(SqlConnection connection, Instant now) {
        return connection
                .preparedQuery(RECORDS)
                .execute(Tuple.of(now.atOffset(ZoneOffset.UTC), BATCH))
                .map(rows -> {
                    var erased = new ArrayList<Erased>();
                    rows.forEach(row -> erased.add(new Erased(row.getString(0), row.getString(1), row.getInteger(2))));
                    return List.copyOf(erased);
                });
    }
}
