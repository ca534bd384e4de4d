package dev.sallyport.vault.people;

import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.service.caller.Role;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.call.Call;
import dev.sallyport.vault.call.Page;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/// Rows of people. An id of another tenant reads like one that does not exist.
@ApplicationScoped
class PersonStore {
    private static final String INSERT = """
            INSERT INTO vault.person
                   (person_id, tenant_id, email, password_hash, role, platform_admin, state, created_at, created_by)
            VALUES (?1, ?2, ?3, ?4, ?5, false, 'active', ?6, ?7) ON CONFLICT (email) DO NOTHING
            """;
    // Whoever takes an owner away holds the tenant's row, so two cannot take the last two at once.
    private static final String LOCK_TENANT = "SELECT tenant_id FROM vault.tenant WHERE tenant_id = ?1 FOR UPDATE";

    // Platform administrators live in different tenants: one lock for all, held until the commit.
    private static final long PLATFORM_LOCK = 0x5A11_AD31_0000_0001L;
    private static final String LOCK_PLATFORM = "SELECT pg_advisory_xact_lock(?1) IS NULL";

    Uni<PersonEntity> insert(Mutiny.Session session, Call call, String id, String email, String hash, Role role) {
        return session.createNativeQuery(INSERT)
                .setParameter(1, id)
                .setParameter(2, call.tenant().value())
                .setParameter(3, email)
                .setParameter(4, hash)
                .setParameter(5, role.text())
                .setParameter(6, call.now().atOffset(ZoneOffset.UTC))
                .setParameter(7, call.actor())
                .executeUpdate()
                .invoke(rows -> {
                    if (rows == 0) {
                        throw PeopleAdmin.taken();
                    }
                })
                .chain(() -> require(session, call.tenant(), id));
    }

    Uni<PersonEntity> require(Mutiny.Session session, TenantId tenant, String id) {
        return session.find(PersonEntity.class, id).map(row -> owned(row, tenant));
    }

    /// The same while the tenant's people are changed by nobody else.
    Uni<PersonEntity> requireLocked(Mutiny.Session session, TenantId tenant, String id) {
        return session.createNativeQuery(LOCK_TENANT, String.class)
                .setParameter(1, tenant.value())
                .getResultList()
                .chain(() -> session.find(PersonEntity.class, id, LockModeType.PESSIMISTIC_WRITE))
                .map(row -> owned(row, tenant));
    }

    /// Refuses to leave the installation without a platform administrator who may log in.
    Uni<Void> requirePlatformAdminBeside(Mutiny.Session session, PersonEntity person) {
        return session.createNativeQuery(LOCK_PLATFORM, Boolean.class)
                .setParameter(1, PLATFORM_LOCK)
                .getSingleResult()
                .chain(() -> otherPlatformAdmins(session, person))
                .invoke(others -> {
                    if (others == 0) {
                        throw new ProblemException(
                                ProblemCode.STATE_CONFLICT,
                                "The installation would have no platform administrator.",
                                "last platform administrator");
                    }
                })
                .replaceWithVoid();
    }

    private static Uni<Long> otherPlatformAdmins(Mutiny.Session session, PersonEntity person) {
        return session.createSelectionQuery(
                        "select count(*) from PersonEntity where platformAdmin = true and state = 'active'"
                                + " and personId <> ?1",
                        Long.class)
                .setParameter(1, person.personId)
                .getSingleResult();
    }

    /// Refuses to leave a tenant without an owner who may log in.
    Uni<Void> requireOwnerBeside(Mutiny.Session session, PersonEntity person) {
        return session.createSelectionQuery(
                        "select count(*) from PersonEntity where tenantId = ?1 and role = 'owner' and state = 'active'"
                                + " and personId <> ?2",
                        Long.class)
                .setParameter(1, person.tenantId)
                .setParameter(2, person.personId)
                .getSingleResult()
                .invoke(others -> {
                    if (others == 0) {
                        throw new ProblemException(
                                ProblemCode.STATE_CONFLICT, "The tenant would have no owner.", "last owner");
                    }
                })
                .replaceWithVoid();
    }

    Uni<List<PersonEntity>> list(Mutiny.Session session, TenantId tenant, Page page) {
        return session.createSelectionQuery(
                        "from PersonEntity where tenantId = ?1 and personId < ?2 order by personId desc",
                        PersonEntity.class)
                .setParameter(1, tenant.value())
                .setParameter(2, page.before())
                .setMaxResults(page.rows())
                .getResultList();
    }

    private static PersonEntity owned(PersonEntity row, TenantId tenant) {
        return Optional.ofNullable(row)
                .filter(found -> tenant.value().equals(found.tenantId))
                .orElseThrow(() -> new ProblemException(ProblemCode.NOT_FOUND));
    }
}
