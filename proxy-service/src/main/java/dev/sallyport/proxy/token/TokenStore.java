package dev.sallyport.proxy.token;

import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.proxy.execute.TokenizedInsert;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The table `token`.
public final class TokenStore {

    private static final String INSERT = """
            INSERT INTO proxy.token (token_id, tenant_id, data_type, key_id, nonce, ciphertext, is_pending,
                                     integration_id, credential_id, customer_xid)
            VALUES ($1, $2, $3, $4, $5, $6, true, $7, $8, $9)""";
    private static final String ACTIVATE = "UPDATE proxy.token SET is_pending = false WHERE token_id = ANY ($1)";
    private static final String DELETE = "DELETE FROM proxy.token WHERE token_id = ANY ($1) AND is_pending";
    private static final String TRIED = "UPDATE proxy.token SET last_tried = now() WHERE token_id = ANY ($1)";

    /// The longest untried first, each again after five minutes.
    private static final String PENDING = """
            SELECT integration_id, credential_id, customer_xid, array_agg(token_id) AS tokens FROM proxy.token
            WHERE is_pending AND created_at < now() - interval '60 seconds'
              AND (last_tried IS NULL OR last_tried < now() - interval '5 minutes')
            GROUP BY integration_id, credential_id, customer_xid
            ORDER BY min(last_tried) NULLS FIRST LIMIT 20""";

    private static final String ACTIVE =
            "SELECT token_id FROM proxy.token WHERE token_id = ANY ($1) AND tenant_id = $2 AND NOT is_pending";

    /// Tokens whose insert was interrupted.
    record Pending(IntegrationId integration, CredentialId credential, String customerXid, List<String> tokens) {}

    private final Pool pool;

    public TokenStore(Pool pool) {
        this.pool = pool;
    }

    /// Keeps tokens as pending: they count only when the customer's transaction has committed.
    Future<Void> keepPending(TokenizedInsert.Context context, String customerXid, List<NewToken> tokens) {
        if (tokens.isEmpty()) {
            return Future.succeededFuture();
        }
        List<Tuple> rows = new ArrayList<>();
        for (NewToken token : tokens) {
            rows.add(Tuple.of(
                    token.id().value(),
                    context.tenant().value(),
                    token.dataType(),
                    token.keyId(),
                    Buffer.buffer(token.nonce()),
                    Buffer.buffer(token.ciphertext()),
                    context.integration().value(),
                    context.credential().value(),
                    customerXid));
        }
        Future<?> kept = pool.withTransaction(
                connection -> connection.preparedQuery(INSERT).executeBatch(rows));
        return kept.mapEmpty();
    }

    /// Those of the texts that are active tokens of the tenant.
    Future<Set<String>> active(TenantId tenant, Set<String> texts) {
        if (texts.isEmpty()) {
            return Future.succeededFuture(Set.of());
        }
        Object ids = texts.toArray(String[]::new);
        return pool.preparedQuery(ACTIVE).execute(Tuple.of(ids, tenant.value())).map(rows -> {
            Set<String> known = new HashSet<>();
            rows.forEach(row -> known.add(row.getString(0)));
            return known;
        });
    }

    Future<Void> activate(List<String> tokens) {
        return update(ACTIVATE, tokens);
    }

    /// Deletes those of the tokens that are still pending.
    Future<Void> delete(List<String> tokens) {
        return update(DELETE, tokens);
    }

    /// Notes that the outcome of these tokens was asked for now.
    Future<Void> tried(List<String> tokens) {
        return update(TRIED, tokens);
    }

    Future<List<Pending>> pending() {
        return pool.preparedQuery(PENDING).execute().map(rows -> {
            List<Pending> pending = new ArrayList<>();
            for (Row row : rows) {
                pending.add(new Pending(
                        IntegrationId.of(row.getString(0)),
                        CredentialId.of(row.getString(1)),
                        row.getString(2),
                        List.of(row.getArrayOfStrings(3))));
            }
            return pending;
        });
    }

    private Future<Void> update(String sql, List<String> tokens) {
        if (tokens.isEmpty()) {
            return Future.succeededFuture();
        }
        Object ids = tokens.toArray(String[]::new);
        return pool.preparedQuery(sql).execute(Tuple.of(ids)).mapEmpty();
    }
}
