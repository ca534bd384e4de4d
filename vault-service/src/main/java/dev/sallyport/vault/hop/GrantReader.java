package dev.sallyport.vault.hop;

import dev.sallyport.crypto.codec.StrictBase64;
import dev.sallyport.vault.json.Json;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads one grant in one statement, with the sealed record beside it and the state that holds now.
@ApplicationScoped
class GrantReader {
    private static final Map<String, String> KINDS =
            Map.of("api-keys", "api_key", "integrations", "integration", "tenants", "tenant");
    private static final String FIND = """
            SELECT g.kind, g.seq, g.grant_bytes, g.signature, g.sealer_key_id,
                   CASE WHEN t.state = 'deleted' OR g.state = 'deleted' THEN 'deleted'
                        WHEN t.state = 'locked' THEN 'locked'
                        WHEN g.state <> 'active' THEN g.state
                        WHEN coalesce(c.expires_at, k.expires_at) <= $3 THEN 'expired'
                        ELSE 'active' END AS state,
                   coalesce(v.record, k.hmac_record) AS record
            FROM vault.grant_entry g
            JOIN vault.tenant t ON t.tenant_id = g.tenant_id
            LEFT JOIN vault.integration i ON g.kind = 'integration' AND i.integration_id = g.entity_id
            LEFT JOIN vault.credential c ON c.credential_id = i.credential_id
            LEFT JOIN vault.credential_version v ON v.credential_id = c.credential_id AND v.version = c.version
            LEFT JOIN vault.api_key k ON g.kind = 'api_key' AND k.key_id = g.entity_id
            WHERE g.kind = $1 AND g.entity_id = $2
            """;

    private final Pool pool;
    private final Clock clock;

    GrantReader(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /// The JSON that a proxy gets; empty for what does not exist.
    Future<Optional<Buffer>> find(@Nullable String collection, @Nullable String id) {
        var kind = KINDS.get(String.valueOf(collection));
        if (kind == null || id == null) {
            return Future.succeededFuture(Optional.empty());
        }
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(kind, id, clock.instant().atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(json(rows.iterator().next())));
    }

    private static Buffer json(Row row) {
        var json = Json.object()
                .put("grant", base64(row, "grant_bytes"))
                .put("signature", base64(row, "signature"))
                .put("sealer_key_id", row.getString("sealer_key_id"))
                .put("kind", row.getString("kind"))
                .put("seq", row.getLong("seq"))
                .put("state", row.getString("state"));
        if (row.getBuffer("record") != null && row.getString("state").equals("active")) {
            json.put("record", base64(row, "record"));
        }
        return Buffer.buffer(Json.bytes(json));
    }

    private static String base64(Row row, String column) {
        return StrictBase64.encode(row.getBuffer(column).getBytes());
    }
}
