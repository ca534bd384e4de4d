package dev.sallyport.vault.people;

import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.service.problem.RequestId;
import dev.sallyport.vault.call.Answer;
import dev.sallyport.vault.call.Calls.Visit;
import dev.sallyport.vault.call.Database;
import dev.sallyport.vault.json.Json;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/// What follows a login. A refresh token serves once and gives the next; one that comes a second time was stolen, by
/// one side or the other, and ends its whole family.
@ApplicationScoped
class Sessions {
    private static final Logger LOG = Logger.getLogger(Sessions.class);
    private static final String REVOKE = """
            UPDATE vault.refresh_token SET revoked_at = ?2 WHERE family_id = ?1 AND revoked_at IS NULL
            """;
    private static final String REVOKE_ALL = """
            UPDATE vault.refresh_token SET revoked_at = ?2 WHERE person_id = ?1 AND revoked_at IS NULL
            """;
    private static final int TOKEN_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final Database database;
    private final PeopleConfig config;
    private final Optional<AccessTokens> tokens;

    Sessions(Database database, PeopleConfig config, Clock clock) {
        this.database = database;
        this.config = config;
        this.tokens = config.tokenKey().map(file -> new AccessTokens(file, config, clock));
    }

    Optional<AccessTokens> tokens() {
        return tokens;
    }

    Uni<Answer> open(Visit visit, PersonEntity person) {
        return database.write(session -> session.find(
                        PersonEntity.class, person.personId, LockModeType.PESSIMISTIC_WRITE)
                .chain(now -> {
                    // The password was compared before this: a reset or a disabling in between must win.
                    if (now == null || !now.isActive() || !now.passwordHash.equals(person.passwordHash)) {
                        throw new ProblemException(
                                ProblemCode.UNAUTHENTICATED, "Address or password is wrong.", "login was overtaken");
                    }
                    return next(
                            session, visit.now(), now, "fam" + RequestId.next().value());
                }));
    }

    Uni<Answer> refresh(Visit visit, String token) {
        return database.write(session -> find(session, token).chain(row -> {
                    if (row.revokedAt != null || row.usedAt != null) {
                        LOG.warnf("session.reused person=%s", row.personId);
                        return revoke(session, row.familyId, visit.now()).replaceWith(Optional.<Answer>empty());
                    }
                    if (!visit.now().isBefore(row.expiresAt)) {
                        return Uni.createFrom().item(Optional.<Answer>empty());
                    }
                    row.usedAt = visit.now();
                    return session.flush()
                            .chain(() -> session.find(PersonEntity.class, row.personId))
                            .chain(person -> person.isActive()
                                    ? next(session, visit.now(), person, row.familyId)
                                            .map(Optional::of)
                                    : Uni.createFrom().item(Optional.<Answer>empty()));
                }))
                .map(answer -> answer.orElseThrow(Sessions::refused));
    }

    Uni<Answer> close(Visit visit, String token) {
        return database.write(session -> find(session, token)
                .chain(row -> revoke(session, row.familyId, visit.now())
                        .map(_ -> Answer.ok(
                                Json.object().put("person_id", row.personId).put("logged_out", true)))));
    }

    /// Ends everything that the person has open; access tokens too, since they name their family.
    Uni<Void> endAll(Mutiny.Session session, String personId, Instant now) {
        return session.createNativeQuery(REVOKE_ALL)
                .setParameter(1, personId)
                .setParameter(2, now.atOffset(ZoneOffset.UTC))
                .executeUpdate()
                .replaceWithVoid();
    }

    /// Whether nothing of the family was revoked.
    Uni<Boolean> isOpen(Mutiny.Session session, String familyId) {
        return session.createSelectionQuery(
                        "select count(*) from RefreshTokenEntity where familyId = ?1 and revokedAt is not null",
                        Long.class)
                .setParameter(1, familyId)
                .getSingleResult()
                .map(revoked -> revoked == 0);
    }

    private Uni<Answer> next(Mutiny.Session session, Instant now, PersonEntity person, String familyId) {
        var access = tokens.orElseThrow(() -> new ProblemException(
                        ProblemCode.NOT_FOUND, "This vault has no issuer of its own.", "no embedded issuer"))
                .issue(person, familyId, now);
        var text = newToken();
        var row = new RefreshTokenEntity();
        row.tokenId = idOf(text);
        row.familyId = familyId;
        row.personId = person.personId;
        row.issuedAt = now;
        row.expiresAt = now.plus(config.refreshLife());
        var json = Json.object()
                .put("access_token", access)
                .put("token_type", "Bearer")
                .put("expires_in", config.accessLife().toSeconds())
                .put("refresh_token", text)
                .put("person_id", person.personId)
                .put("role", person.role().text())
                .put("tenant_id", person.tenantId);
        return session.persist(row).chain(session::flush).replaceWith(Answer.ok(json));
    }

    private static Uni<RefreshTokenEntity> find(Mutiny.Session session, String token) {
        return session.find(RefreshTokenEntity.class, idOf(token), LockModeType.PESSIMISTIC_WRITE)
                .map(row -> Optional.ofNullable(row).orElseThrow(Sessions::refused));
    }

    private static Uni<Integer> revoke(Mutiny.Session session, String familyId, Instant now) {
        return session.createNativeQuery(REVOKE)
                .setParameter(1, familyId)
                .setParameter(2, now.atOffset(ZoneOffset.UTC))
                .executeUpdate();
    }

    private String newToken() {
        var bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return "sprt_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String idOf(String token) {
        return HexFormat.of().formatHex(Hashes.sha256(token.getBytes(StandardCharsets.UTF_8)));
    }

    private static ProblemException refused() {
        return new ProblemException(ProblemCode.UNAUTHENTICATED, "The refresh token is not valid.", "refresh refused");
    }
}
