package dev.sallyport.service.audit.read;

import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.audit.export.ExportLine;
import dev.sallyport.crypto.audit.head.Cosignature;
import dev.sallyport.crypto.audit.head.SignedTreeHead;
import dev.sallyport.crypto.audit.merkle.ConsistencyProof;
import dev.sallyport.crypto.audit.merkle.InclusionProof;
import dev.sallyport.crypto.audit.merkle.MerkleTree;
import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.service.audit.sequence.HeadRows;
import dev.sallyport.service.audit.sequence.PgTiles;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Events, heads and proofs out of the store. Thread safe.
public final class AuditReader {

    private static final String EVENTS = """
            SELECT b.no << 12 | e.place AS seq, p.first_leaf + e.leaf - 1 AS leaf_index, e.event_id,
                   substring(b.leaf_hashes FROM (e.place::int - 1) * 32 + 1 FOR 32) AS leaf_hash, e.record, e.basis,
                   e.salt, e.person, e.address, false AS retired
            FROM audit.batch b LEFT JOIN audit.leaves p ON p.no = b.no AND p.at = b.at AND p.first_id = b.first_id
            %s
            CROSS JOIN LATERAL (
                SELECT e.*, l.place AS leaf, %s
                FROM unnest(b.event_ids, b.stages, b.ats, b.tenants, b.actors, b.decisions, b.integrations, b.records,
                            b.salts, b.persons, b.addresses) WITH ORDINALITY
                     AS e(event_id, stage, at, tenant_id, actor, decision, integration_id, record, salt, person, address, place)
                LEFT JOIN unnest(p.event_ids, p.stages) WITH ORDINALITY AS l(event_id, stage, place)
                     ON l.event_id = e.event_id AND l.stage = e.stage OFFSET 0) e
            WHERE e.event_id IS NOT NULL AND e.record IS NOT NULL AND %s
            """.formatted(StoredEvent.BASES, StoredEvent.BASIS, "%s");

    private static final String LIST = EVENTS.formatted("""
            ($1::text IS NULL OR b.tenants @> ARRAY[$1] COLLATE "C") AND ($3::timestamptz IS NULL OR b.at >= $3)
              AND ($4::timestamptz IS NULL OR EXISTS (SELECT FROM unnest(b.ats) AS a WHERE a < $4))
              AND ($5::text IS NULL OR $5 = ANY (b.actors)) AND ($7::text IS NULL OR $7 = ANY (b.integrations))
              AND ($8::int8 IS NULL OR b.no <= $8 >> 12)
              AND %s AND ($3 IS NULL OR e.at >= $3)
              AND ($4 IS NULL OR e.at < $4) AND ($5 IS NULL OR e.actor = $5)
              AND ($6::int2 IS NULL OR e.decision = $6) AND ($7 IS NULL OR e.integration_id = $7)
              AND ($8 IS NULL OR b.no << 12 | e.place < $8)
            ORDER BY b.no DESC, e.place DESC LIMIT $9
            """.formatted(Reach.condition("e", "e", 1)));

    private static final String BY_ID = EVENTS.formatted("""
            b.first_id <= $1 AND b.last_id >= $1 AND b.event_ids @> ARRAY[$1] COLLATE "C" AND e.event_id = $1 AND %s
            ORDER BY e.stage
            """.formatted(Reach.condition("e", "e", 2)));

    private static final String LEAVES_OF = """
            SELECT p.first_leaf + e.place - 1 AS leaf_index,
                   substring(p.hashes FROM (e.place::int - 1) * 32 + 1 FOR 32) AS leaf_hash
            FROM %s
            WHERE p.first_id <= $1 AND p.last_id >= $1 AND p.event_ids @> ARRAY[$1] COLLATE "C" AND e.event_id = $1 AND %s
            ORDER BY e.stage
            """.formatted(EventPages.LEAVES, Reach.condition("e", "e", 2));

    private static final String HEADS = "SELECT " + HeadRows.COLUMNS + " FROM audit.head "
            + "WHERE ($1::int8 IS NULL OR tree_size <= $1) ORDER BY tree_size DESC LIMIT $2";

    private static final String COSIGNED_HEAD = "SELECT " + HeadRows.COLUMNS + " FROM audit.head WHERE tree_size = "
            + "(SELECT max(tree_size) FROM audit.cosignature WHERE tree_size <= $1)";

    private static final String COSIGNATURES = "SELECT tree_size, witness_id, at_ms, signature FROM audit.cosignature "
            + "WHERE tree_size = ANY($1) ORDER BY tree_size, witness_id";

    private final Pool pool;

    /// `pool` connects as the role that may INSERT and SELECT; the caller closes it.
    public AuditReader(Pool pool) {
        this.pool = pool;
    }

    /// Newest first. `before` is the `seq` of the last one of the page before.
    public Future<List<StoredEvent>> list(AuditFilter filter, @Nullable Long before, int limit) {
        return pool.preparedQuery(LIST)
                .execute(filter.tuple().addLong(before).addInteger(limit))
                .map(AuditReader::events);
    }

    /// The records of one call, intent first; empty where there are none, or where they lie outside the reach.
    public Future<List<StoredEvent>> byId(AuditEventId id, Reach reach) {
        return pool.preparedQuery(BY_ID)
                .execute(reach.addTo(Tuple.of(id.value())))
                .map(AuditReader::events);
    }

    /// The newest head that is not larger than `most`.
    public Future<Optional<SignedTreeHead>> head(@Nullable Long most) {
        return heads(most, 1).map(heads -> heads.stream().findFirst());
    }

    /// Heads, newest first, from `most` leaves downwards.
    public Future<List<SignedTreeHead>> heads(@Nullable Long most, int limit) {
        return pool.preparedQuery(HEADS).execute(Tuple.of(most, limit)).map(rows -> {
            List<SignedTreeHead> heads = new ArrayList<>();
            rows.forEach(row -> heads.add(HeadRows.of(row)));
            return heads;
        });
    }

    /// What an export shows of heads: the newest ones from `most` leaves downwards, the newest that a witness cosigned,
    /// and the witnesses' words.
    Future<ExportedHeads> exported(long most, int limit) {
        return heads(most, limit)
                .compose(newest -> pool.preparedQuery(COSIGNED_HEAD)
                        .execute(Tuple.of(most))
                        .compose(rows -> {
                            List<SignedTreeHead> heads = new ArrayList<>(newest);
                            long oldest = newest.getLast().head().size();
                            rows.forEach(row -> {
                                if (row.getLong("tree_size") < oldest) {
                                    heads.add(HeadRows.of(row));
                                }
                            });
                            return cosignatures(heads).map(words -> new ExportedHeads(heads, words));
                        }));
    }

    private Future<List<ExportLine.Cosigned>> cosignatures(List<SignedTreeHead> heads) {
        var sizes = heads.stream().map(head -> head.head().size()).toArray(Long[]::new);
        return pool.preparedQuery(COSIGNATURES)
                .execute(Tuple.tuple().addArrayOfLong(sizes))
                .map(rows -> {
                    List<ExportLine.Cosigned> words = new ArrayList<>();
                    rows.forEach(row -> words.add(new ExportLine.Cosigned(
                            row.getLong("tree_size"),
                            new Cosignature(
                                    SigningKeyId.of(row.getString("witness_id")),
                                    row.getLong("at_ms"),
                                    row.getBuffer("signature").getBytes()))));
                    return words;
                });
    }

    /// For each record of the call its inclusion in the newest head; empty before the first head that covers it.
    public Future<List<Proven>> prove(AuditEventId id, Reach reach) {
        return head(null)
                .compose(head -> head.isEmpty()
                        ? Future.succeededFuture(List.of())
                        : pool.preparedQuery(LEAVES_OF)
                                .execute(reach.addTo(Tuple.of(id.value())))
                                .compose(rows -> prove(rows, head.get())));
    }

    /// Destroys salt and clear values of a person's records; refused while a legal hold covers one of them.
    public Future<Long> erasePerson(@Nullable TenantId tenant, String person) {
        return pool.preparedQuery("SELECT audit.erase_person($1, $2)")
                .execute(Tuple.of(tenant == null ? null : tenant.value(), person))
                .map(rows -> rows.iterator().next().getLong(0))
                .recover(AuditReader::held);
    }

    /// Source: PostgreSQL, SQLSTATE 42501, which the trigger of holds raises.
    private static Future<Long> held(Throwable fault) {
        return fault instanceof PgException refused && "42501".equals(refused.getSqlState())
                ? Future.failedFuture(new ProblemException(
                        ProblemCode.STATE_CONFLICT, "A legal hold covers a record of this person.", "audit erase held"))
                : Future.failedFuture(fault);
    }

    /// Proves that the log of `first` leaves is the beginning of the log of `second` leaves.
    public Future<ConsistencyProof> consistency(long first, long second) {
        return new PgTiles(pool).compute(second, nodes -> MerkleTree.consistency(first, second, nodes));
    }

    Pool pool() {
        return pool;
    }

    private Future<List<Proven>> prove(RowSet<Row> rows, SignedTreeHead head) {
        List<Future<Proven>> proofs = new ArrayList<>();
        long size = head.head().size();
        for (var row : rows) {
            long index = row.getLong("leaf_index");
            var leaf = Hash32.of(row.getBuffer("leaf_hash").getBytes());
            if (index < size) {
                proofs.add(new PgTiles(pool)
                        .compute(size, nodes -> MerkleTree.inclusion(index, size, nodes))
                        .map(proof -> new Proven(leaf, proof, head)));
            }
        }
        return Future.all(proofs).map(all -> all.<Proven>list());
    }

    private static List<StoredEvent> events(RowSet<Row> rows) {
        List<StoredEvent> events = new ArrayList<>(rows.size());
        rows.forEach(row -> events.add(StoredEvent.of(row)));
        return events;
    }

    record ExportedHeads(List<SignedTreeHead> heads, List<ExportLine.Cosigned> cosigned) {}

    /// A leaf, the proof of its place, and the head that the proof leads to.
    public record Proven(Hash32 leaf, InclusionProof proof, SignedTreeHead head) {}
}
