package dev.sallyport.vault.authority;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.id.CertificateAuthorityId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.call.Answer;
import dev.sallyport.vault.call.Call;
import dev.sallyport.vault.call.Page;
import dev.sallyport.vault.json.Json;
import dev.sallyport.vault.tenant.TenantKeys;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/// Keeps and ends uploaded authorities, each within the caller's transaction. An id of another tenant reads like one
/// that does not exist.
@ApplicationScoped
public class Authorities {
    private static final String DELETE = """
            UPDATE vault.certificate_authority SET state = 'deleted', pem = NULL, signature = NULL, deleted_at = ?2
            WHERE certificate_authority_id = ?1 AND state = 'active'
            """;

    private final SignedAuthorities signed;
    private final AuthorityUsers users;

    Authorities(SignedAuthorities signed, AuthorityUsers users) {
        this.signed = signed;
        this.users = users;
    }

    /// The certificates of the tenant's authority, to be sealed: 404 for every other id, 422 where they are not what
    /// was uploaded or have ended.
    public Uni<String> pem(Mutiny.Session session, TenantId tenant, CertificateAuthorityId id, Instant now) {
        return require(session, tenant, id.value()).map(row -> signed.usablePem(row, now));
    }

    Uni<Answer> create(Mutiny.Session session, Call call, CertificateAuthorityId id, AuthorityRequest request) {
        var row = new AuthorityEntity();
        row.authorityId = id.value();
        row.tenantId = call.tenant().value();
        row.name = request.name();
        row.pem = request.bundle().pem();
        row.sha256 = request.bundle().sha256();
        row.certificates = Json.text(described(request.bundle().certificates()));
        row.expiresAt = request.bundle().expiresAt();
        row.state = AuthorityEntity.ACTIVE;
        row.createdAt = call.now();
        row.createdBy = call.actor();
        signed.sign(row, request.bundle().pemBytes());
        return TenantKeys.requireActive(session, call.tenant())
                .chain(() -> session.persist(row))
                .chain(session::flush)
                .map(_ -> Answer.created(json(row)));
    }

    Uni<Answer> list(Mutiny.Session session, Call call, Page page) {
        return session.createSelectionQuery(
                        "from AuthorityEntity where tenantId = ?1 and state = 'active' and authorityId < ?2"
                                + " order by authorityId desc",
                        AuthorityEntity.class)
                .setParameter(1, call.tenant().value())
                .setParameter(2, page.before())
                .setMaxResults(page.rows())
                .getResultList()
                .map(rows -> page.answer(rows, row -> row.authorityId, Authorities::json));
    }

    Uni<Answer> get(Mutiny.Session session, Call call, String id) {
        return require(session, call.tenant(), id)
                .chain(row -> users.count(session, row)
                        .map(count -> Answer.ok(json(row).put("pem", row.pem).put("credentials", count))));
    }

    /// What was sealed with it keeps its certificates.
    Uni<Answer> delete(Mutiny.Session session, Call call, String id) {
        call.requireUnlimited();
        return require(session, call.tenant(), id)
                .chain(row -> session.createNativeQuery(DELETE)
                        .setParameter(1, row.authorityId)
                        .setParameter(2, call.now().atOffset(ZoneOffset.UTC))
                        .executeUpdate())
                .map(deleted -> {
                    if (deleted != 1) {
                        throw new ProblemException(ProblemCode.NOT_FOUND);
                    }
                    return Answer.ok(
                            Json.object().put("certificate_authority_id", id).put("deleted", true));
                });
    }

    private static Uni<AuthorityEntity> require(Mutiny.Session session, TenantId tenant, String id) {
        return session.find(AuthorityEntity.class, id).map(row -> owned(row, tenant));
    }

    private static AuthorityEntity owned(@Nullable AuthorityEntity row, TenantId tenant) {
        return Optional.ofNullable(row)
                .filter(found -> found.tenantId().equals(tenant))
                .filter(AuthorityEntity::isActive)
                .orElseThrow(() -> new ProblemException(ProblemCode.NOT_FOUND));
    }

    private static ArrayNode described(List<X509Certificate> certificates) {
        var list = Json.array();
        for (X509Certificate each : certificates) {
            var json = Json.object()
                    .put("subject", each.getSubjectX500Principal().getName())
                    .put("sha256", HexFormat.of().formatHex(Hashes.sha256(CaBundle.encoded(each))));
            Json.time(json, "not_before", each.getNotBefore().toInstant());
            Json.time(json, "not_after", each.getNotAfter().toInstant());
            list.add(json);
        }
        return list;
    }

    private static ObjectNode json(AuthorityEntity row) {
        var json = Json.object()
                .put("certificate_authority_id", row.authorityId)
                .put("name", row.name)
                .put("sha256", row.sha256);
        json.set("certificates", Json.read(row.certificates));
        Json.time(json, "expires_at", row.expiresAt);
        Json.time(json, "created_at", row.createdAt);
        return json.put("created_by", row.createdBy);
    }
}
