package dev.sallyport.vault.people;

import dev.sallyport.crypto.id.InvalidIdException;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.service.caller.Caller;
import dev.sallyport.service.caller.Scope;
import dev.sallyport.service.caller.Subject;
import dev.sallyport.service.caller.TokenDirectory;
import dev.sallyport.service.jwt.TokenRefused;
import dev.sallyport.vault.call.Database;
import dev.sallyport.vault.oidc.OidcConfig;
import dev.sallyport.vault.oidc.OidcIssuer;
import dev.sallyport.vault.oidc.OidcRoles;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;

/// What a person's token proves: of the embedded issuer who the person is, and the table says the rest; of the OIDC
/// issuer tenant and role as well, but never the administration of the platform.
@ApplicationScoped
class PeopleDirectory implements TokenDirectory {
    private static final Logger LOG = Logger.getLogger(PeopleDirectory.class);

    private final Database database;
    private final Sessions sessions;
    private final OidcIssuer oidc;
    private final OidcConfig config;
    private final OidcRoles oidcRoles;

    PeopleDirectory(Database database, Sessions sessions, OidcIssuer oidc, OidcConfig config) {
        this.database = database;
        this.sessions = sessions;
        this.oidc = oidc;
        this.config = config;
        this.oidcRoles = new OidcRoles(config.roles());
    }

    @Override
    public Future<Optional<Caller>> find(String token) {
        return Future.fromCompletionStage(caller(token).subscribeAsCompletionStage());
    }

    private Uni<Optional<Caller>> caller(String token) {
        var own = sessions.tokens().flatMap(tokens -> verify(tokens, token));
        if (own.isPresent()) {
            return embedded(own.get());
        }
        return oidc.verify(token)
                .chain(claims -> claims.isPresent()
                        ? external(claims.get())
                        : Uni.createFrom().item(Optional.empty()));
    }

    private static Optional<JsonWebToken> verify(AccessTokens tokens, String token) {
        try {
            return Optional.of(tokens.verifier().verify(token));
        } catch (TokenRefused e) {
            LOG.debugf("token.refused reason=%s", e.getMessage());
            return Optional.empty();
        }
    }

    private Uni<Optional<Caller>> embedded(JsonWebToken claims) {
        var sessionId = claims.<String>claim("sid").orElse("");
        return database.read(session -> session.find(PersonEntity.class, claims.getSubject())
                .chain(person -> sessions.isOpen(session, sessionId)
                        .map(open -> Optional.ofNullable(person)
                                .filter(found -> found.isActive() && open)
                                .map(PeopleDirectory::callerOf))));
    }

    private static Caller callerOf(PersonEntity person) {
        Set<Scope> scopes =
                person.tenant().isPresent() ? EnumSet.copyOf(person.role().scopes()) : EnumSet.noneOf(Scope.class);
        if (person.platformAdmin) {
            scopes.add(Scope.ADMIN_TENANTS);
            // Events of no tenant, such as refused logins, are for one who has no tenant either.
            scopes.add(Scope.AUDIT_READ);
        }
        return Caller.of(person.tenant(), person.subject(), scopes);
    }

    private Uni<Optional<Caller>> external(JsonWebToken claims) {
        var role = oidcRoles.of(claims.<Object>getClaim(config.roleClaim()));
        var tenant = OidcRoles.texts(claims.<Object>getClaim(config.tenantClaim())).stream()
                .findFirst()
                .flatMap(PeopleDirectory::tenant);
        if (role.isEmpty() || tenant.isEmpty() || !claims.getSubject().matches("[A-Za-z0-9_.:@|-]{1,120}")) {
            return Uni.createFrom().item(Optional.empty());
        }
        var person = new Subject.Person("oidc:" + claims.getSubject(), role.get(), false);
        return database.read(
                        // By the entity's name: the tenant package knows this one, so this one does not know it.
                        session -> session.createSelectionQuery(
                                        "select count(*) from TenantEntity where tenantId = ?1", Long.class)
                                .setParameter(1, tenant.get().value())
                                .getSingleResult())
                .map(rows -> rows == 1
                        ? Optional.of(Caller.of(tenant, person, role.get().scopes()))
                        : Optional.empty());
    }

    private static Optional<TenantId> tenant(String text) {
        try {
            return Optional.of(TenantId.of(text));
        } catch (InvalidIdException e) {
            return Optional.empty();
        }
    }
}
