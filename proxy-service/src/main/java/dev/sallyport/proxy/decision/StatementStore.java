package dev.sallyport.proxy.decision;

import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.guard.rules.Decision;
import dev.sallyport.guard.rules.Purpose;
import dev.sallyport.proxy.token.TenantSealing.Sealed;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The table `statement_facts`: one row for each integration, day, fingerprint and variant, and no
/// more of them a day
/// than a bound.
final class StatementStore {

    private static final String ADD = """
            WITH known AS (
                UPDATE proxy.statement_facts SET seen = seen + $13, first_seen = least(first_seen, $14),
                       last_seen = greatest(last_seen, $15)
                WHERE integration_id = $2 AND day = $3 AND fingerprint = $4 AND variant = $5 RETURNING 1)
            INSERT INTO proxy.statement_facts AS f
                   (tenant_id, integration_id, day, fingerprint, variant, purpose, kind, risk, decision, rules,
                    policy_version, facts, seen, first_seen, last_seen, observed, text_key_id, text_nonce,
                    text_ciphertext)
            SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19
            WHERE NOT EXISTS (SELECT FROM known)
              AND (SELECT count(*) FROM proxy.statement_facts WHERE integration_id = $2 AND day = $3) < $20
            ON CONFLICT (integration_id, day, fingerprint, variant) DO UPDATE
               SET seen = f.seen + excluded.seen, last_seen = greatest(f.last_seen, excluded.last_seen)""";
    private static final String READ = """
            SELECT integration_id, fingerprint, variant, min(purpose) AS purpose, min(kind) AS kind, min(risk) AS risk,
                   min(decision) AS decision, min(rules) AS rules, min(policy_version) AS policy_version,
                   bool_or(observed) AS observed, min(facts) AS facts, sum(seen)::bigint AS seen,
                   min(first_seen) AS first_seen, max(last_seen) AS last_seen,
                   (array_agg(text_key_id) FILTER (WHERE text_key_id IS NOT NULL))[1] AS text_key_id,
                   (array_agg(text_nonce) FILTER (WHERE text_key_id IS NOT NULL))[1] AS text_nonce,
                   (array_agg(text_ciphertext) FILTER (WHERE text_key_id IS NOT NULL))[1] AS text_ciphertext
            FROM proxy.statement_facts
            WHERE tenant_id = $1 AND integration_id = ANY ($2) AND day >= $3
            GROUP BY integration_id, fingerprint, variant
            ORDER BY sum(seen) DESC, integration_id, fingerprint, variant LIMIT $4""";
    private static final String PURGE = "DELETE FROM proxy.statement_facts WHERE day < $1";
    private static final String FORGET_TEXTS = """
            UPDATE proxy.statement_facts SET text_key_id = NULL, text_nonce = NULL, text_ciphertext = NULL
            WHERE integration_id = $1 AND text_key_id IS NOT NULL""";

    private final Pool pool;
    private final int mostPerDay;

    StatementStore(Pool pool, int mostPerDay) {
        this.pool = pool;
        this.mostPerDay = mostPerDay;
    }

    Future<Void> add(Collection<Recorded> recorded) {
        List<Tuple> rows = recorded.stream().map(this::tuple).toList();
        if (rows.isEmpty()) {
            return Future.succeededFuture();
        }
        Future<?> added =
                pool.withTransaction(connection -> connection.preparedQuery(ADD).executeBatch(rows));
        return added.mapEmpty();
    }

    /// What was recorded since a day, the most frequent first.
    Future<List<Recorded>> since(TenantId tenant, List<IntegrationId> integrations, LocalDate day, int most) {
        Object ids = integrations.stream().map(IntegrationId::value).toArray(String[]::new);
        return pool.preparedQuery(READ)
                .execute(Tuple.of(tenant.value(), ids, day, most))
                .map(rows -> {
                    List<Recorded> recorded = new ArrayList<>();
                    rows.forEach(row -> recorded.add(read(tenant, row)));
                    return recorded;
                });
    }

    Future<Void> purge(LocalDate before) {
        return pool.preparedQuery(PURGE).execute(Tuple.of(before)).mapEmpty();
    }

    /// An integration that does not opt in has no texts, from before either.
    Future<Void> forgetTexts(IntegrationId integration) {
        return pool.preparedQuery(FORGET_TEXTS)
                .execute(Tuple.of(integration.value()))
                .mapEmpty();
    }

    private Tuple tuple(Recorded each) {
        Optional<Sealed> text = each.text();
        return Tuple.tuple()
                .addString(each.tenant().value())
                .addString(each.integration().value())
                .addLocalDate(LocalDate.ofInstant(each.first(), ZoneOffset.UTC))
                .addString(each.fingerprint())
                .addString(each.variant())
                .addString(each.purpose().name())
                .addString(each.kind())
                .addString(each.risk())
                .addString(each.decision().name())
                .addArrayOfString(each.rules().toArray(String[]::new))
                .addLong(each.policyVersion())
                .addString(each.facts())
                .addLong(each.seen())
                .addOffsetDateTime(each.first().atOffset(ZoneOffset.UTC))
                .addOffsetDateTime(each.last().atOffset(ZoneOffset.UTC))
                .addBoolean(each.observed())
                .addValue(text.map(Sealed::keyId).orElse(null))
                .addValue(text.map(kept -> Buffer.buffer(kept.nonce())).orElse(null))
                .addValue(text.map(kept -> Buffer.buffer(kept.ciphertext())).orElse(null))
                .addInteger(mostPerDay);
    }

    private static Recorded read(TenantId tenant, Row row) {
        Instant first = row.getOffsetDateTime("first_seen").toInstant();
        Optional<Sealed> text = Optional.ofNullable(row.getString("text_key_id"))
                .map(keyId -> new Sealed(
                        keyId,
                        row.getBuffer("text_nonce").getBytes(),
                        row.getBuffer("text_ciphertext").getBytes()));
        return new Recorded(
                tenant,
                IntegrationId.of(row.getString("integration_id")),
                row.getString("fingerprint"),
                row.getString("variant"),
                Purpose.valueOf(row.getString("purpose")),
                row.getString("kind"),
                row.getString("risk"),
                Decision.valueOf(row.getString("decision")),
                List.of(row.getArrayOfStrings("rules")),
                row.getLong("policy_version"),
                row.getBoolean("observed"),
                row.getString("facts"),
                row.getLong("seen"),
                first,
                row.getOffsetDateTime("last_seen").toInstant(),
                text);
    }
}
