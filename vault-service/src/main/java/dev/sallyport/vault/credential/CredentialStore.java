package dev.sallyport.vault.credential;

import dev.sallyport.crypto.id.CertificateAuthorityId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.call.Call;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/// Rows of credentials. An id of another tenant reads like one that does not exist.
@ApplicationScoped
public class CredentialStore {
    /// How long the record of an older version is kept for a rollback.
    static final Duration ROLLBACK_TIME = Duration.ofDays(7);

    private static final String ERASE = """
            UPDATE vault.credential_version SET record = NULL, erased_at = ?2 WHERE credential_id = ?1 AND record IS NOT NULL
            """;

    /// The tenant's credential, expired or not; refuses every other id with 404.
    public Uni<CredentialEntity> require(Mutiny.Session session, TenantId tenant, String credentialId) {
        return session.find(CredentialEntity.class, credentialId).map(row -> owned(row, tenant));
    }

    /// The same with its row locked until the transaction ends.
    public Uni<CredentialEntity> requireLocked(Mutiny.Session session, TenantId tenant, String credentialId) {
        return session.find(CredentialEntity.class, credentialId, LockModeType.PESSIMISTIC_WRITE)
                .map(row -> owned(row, tenant));
    }

    /// The tenant's credential that is in its time; 410 afterwards.
    public Uni<CredentialEntity> requireUsable(
            Mutiny.Session session, TenantId tenant, String credentialId, Instant now) {
        return require(session, tenant, credentialId).map(row -> {
            if (row.isExpiredAt(now)) {
                throw new ProblemException(ProblemCode.CREDENTIAL_EXPIRED);
            }
            return row;
        });
    }

    /// The current record of a credential.
    public Uni<CredentialVersionEntity> currentVersion(Mutiny.Session session, CredentialEntity row) {
        return session.find(
                CredentialVersionEntity.class, new CredentialVersionEntity.Key(row.credentialId, row.version));
    }

    Uni<Void> insert(Mutiny.Session session, Call call, CredentialEntity row, Sealed ready) {
        return session.persist(row)
                .chain(session::flush)
                .chain(() -> session.persist(version(call, ready)))
                .chain(session::flush);
    }

    /// Makes `ready` the current version. Refuses a credential that was rotated meanwhile.
    Uni<Void> supersede(Mutiny.Session session, Call call, CredentialEntity row, Sealed ready) {
        if (row.version != ready.record().header().version() - 1) {
            throw new ProblemException(ProblemCode.STATE_CONFLICT);
        }
        return currentVersion(session, row)
                .invoke(old -> old.keepUntil = call.now().plus(ROLLBACK_TIME))
                .invoke(() -> {
                    row.version++;
                    row.rotatedAt = call.now();
                    row.sealedAt(call.now());
                })
                .chain(() -> session.persist(version(call, ready)))
                .chain(session::flush);
    }

    /// Takes every record of the credential: what is left opens nothing.
    Uni<Void> erase(Mutiny.Session session, CredentialEntity row, Instant now) {
        row.state = CredentialEntity.DELETED;
        row.deletedAt = now;
        row.metadata = null;
        return session.flush()
                .chain(() -> session.createNativeQuery(ERASE)
                        .setParameter(1, row.credentialId)
                        .setParameter(2, now.atOffset(ZoneOffset.UTC))
                        .executeUpdate())
                .replaceWithVoid();
    }

    private static CredentialVersionEntity version(Call call, Sealed ready) {
        var row = new CredentialVersionEntity();
        var record = ready.record();
        var kemKey = record.kemKeyIds().getFirst();
        row.credentialId = record.header().credentialId().value();
        row.version = record.header().version();
        row.record = record.toBytes();
        row.recordSha512 = record.digest();
        row.kemKeyId = kemKey.value();
        row.kmsKeyRef = record.kmsKeyRef(kemKey).value();
        row.sealedAt = call.now();
        row.sealedBy = call.actor();
        row.certificateAuthorityId =
                ready.authority().map(CertificateAuthorityId::value).orElse(null);
        return row;
    }

    private static CredentialEntity owned(CredentialEntity row, TenantId tenant) {
        return Optional.ofNullable(row)
                .filter(found -> found.tenantId.equals(tenant.value()) && found.isActive())
                .orElseThrow(() -> new ProblemException(ProblemCode.NOT_FOUND));
    }
}
