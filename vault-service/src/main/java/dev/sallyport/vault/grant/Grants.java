package dev.sallyport.vault.grant;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.id.Id;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.keys.GrantSignature;
import dev.sallyport.vault.json.Json;
import dev.sallyport.vault.keyring.VaultKeys;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneOffset;
import org.hibernate.reactive.mutiny.Mutiny;

/// Writes grants and the change log, within the caller's transaction. A transaction lock is held from the first
/// number drawn until commit, so whoever reads the log in the order of its numbers reads it in the order of the
/// commits.
@ApplicationScoped
public class Grants {
    private static final long CHANGE_LOCK = 0x5A11_C4A6_0000_0001L;
    private static final String NEXT_SEQ = "SELECT pg_advisory_xact_lock(?1) IS NULL, nextval('vault.change_seq')";
    private static final String PUT = """
            INSERT INTO vault.grant_entry
                   (kind, entity_id, tenant_id, seq, state, grant_bytes, signature, sealer_key_id)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            ON CONFLICT (kind, entity_id) DO UPDATE SET seq = excluded.seq, state = excluded.state,
                   grant_bytes = excluded.grant_bytes, signature = excluded.signature,
                   sealer_key_id = excluded.sealer_key_id
            """;
    private static final String LOG = """
            INSERT INTO vault.change_log (seq, kind, entity_id, tenant_id, at) VALUES (?1, ?2, ?3, ?4, ?5)
            """;

    private final VaultKeys keys;
    private final Clock clock;

    Grants(VaultKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /// Writes the grant of something that is active. `grant` holds everything but `kind`, `state` and `issued_seq`,
    /// which are put into it here.
    public Uni<Void> put(Mutiny.Session session, GrantKind kind, Id entity, TenantId tenant, ObjectNode grant) {
        return write(session, kind, entity, tenant, GrantState.ACTIVE, grant);
    }

    /// Says of something that it may not be used any more, signed and with a higher number than what said otherwise.
    /// Nothing else is told of it.
    public Uni<Void> end(Mutiny.Session session, GrantKind kind, Id entity, TenantId tenant, GrantState state) {
        var grant = Json.object().put("tenant_id", tenant.value()).put(kind.idField(), entity.value());
        return write(session, kind, entity, tenant, state, grant);
    }

    private Uni<Void> write(
            Mutiny.Session session, GrantKind kind, Id entity, TenantId tenant, GrantState state, ObjectNode grant) {
        return nextSeq(session).chain(seq -> {
            grant.put("kind", kind.text()).put("state", state.text()).put("issued_seq", seq);
            var bytes = Json.bytes(grant);
            return session.createNativeQuery(PUT)
                    .setParameter(1, kind.text())
                    .setParameter(2, entity.value())
                    .setParameter(3, tenant.value())
                    .setParameter(4, seq)
                    .setParameter(5, state.text())
                    .setParameter(6, bytes)
                    .setParameter(7, GrantSignature.sign(keys.sealer(), kind.text(), bytes))
                    .setParameter(8, keys.sealer().id().value())
                    .executeUpdate()
                    .chain(() -> log(session, seq, kind.text(), entity, tenant));
        });
    }

    /// Tells proxies that something without a grant of its own changed: `credential` or `policy`. A line about a grant
    /// carries the number of that grant, so it is written with it alone.
    public Uni<Void> announce(Mutiny.Session session, String kind, Id entity, TenantId tenant) {
        return nextSeq(session).chain(seq -> log(session, seq, kind, entity, tenant));
    }

    private static Uni<Long> nextSeq(Mutiny.Session session) {
        return session.createNativeQuery(NEXT_SEQ, Object[].class)
                .setParameter(1, CHANGE_LOCK)
                .getSingleResult()
                .map(row -> ((Number) row[1]).longValue());
    }

    private Uni<Void> log(Mutiny.Session session, long seq, String kind, Id entity, TenantId tenant) {
        return session.createNativeQuery(LOG)
                .setParameter(1, seq)
                .setParameter(2, kind)
                .setParameter(3, entity.value())
                .setParameter(4, tenant.value())
                .setParameter(5, clock.instant().atOffset(ZoneOffset.UTC))
                .executeUpdate()
                .replaceWithVoid();
    }
}
