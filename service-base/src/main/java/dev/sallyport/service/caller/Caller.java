package dev.sallyport.service.caller;

import static java.util.Objects.requireNonNull;

import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.InvalidIdException;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// A caller that the gate has admitted.
///
/// @param tenantId empty only for a platform administrator who has named no tenant
/// @param integrations the only integrations that may be used; empty for all of the tenant's
/// @param operations the only operations that may be asked for; empty where the integration alone decides
public record Caller(
        Optional<TenantId> tenantId,
        Subject subject,
        Set<Scope> scopes,
        Optional<Set<IntegrationId>> integrations,
        Optional<Set<String>> operations) {

    /// Names the tenant that a call is for.
    public static final String TENANT_HEADER = "X-Sallyport-Tenant";

    /// Keeps unmodifiable sets.
    public Caller {
        requireNonNull(tenantId, "tenantId is null");
        requireNonNull(subject, "subject is null");
        scopes = Set.copyOf(scopes);
    }

    /// A caller with an API key.
    public static Caller of(ApiKeyEntry key) {
        return new Caller(
                Optional.of(key.tenantId()),
                new Subject.Program(key.keyId()),
                key.scopes(),
                key.integrations(),
                key.operations());
    }

    /// A person, in a tenant or on the platform.
    public static Caller of(Optional<TenantId> tenantId, Subject.Person person, Set<Scope> scopes) {
        return new Caller(tenantId, person, scopes, Optional.empty(), Optional.empty());
    }

    /// The tenant; refuses a platform administrator who has named none.
    public TenantId tenant() {
        return tenantId.orElseThrow(() -> new ProblemException(ProblemCode.TENANT_REQUIRED));
    }

    /// The caller in the tenant that the call names: a platform administrator has an owner's scopes in each, everybody
    /// else is in one alone.
    public Caller inTenant(Optional<String> named) {
        if (named.isEmpty()) {
            return this;
        }
        var tenant = tenant(named.get());
        if (subject instanceof Subject.Person person && person.platformAdmin()) {
            var ownersScopes = EnumSet.copyOf(Role.OWNER.scopes());
            ownersScopes.add(Scope.ADMIN_TENANTS);
            return Caller.of(Optional.of(tenant), person, ownersScopes);
        }
        if (tenantId.filter(tenant::equals).isPresent()) {
            return this;
        }
        throw new ProblemException(ProblemCode.NOT_FOUND);
    }

    private static TenantId tenant(String text) {
        try {
            return TenantId.of(text);
        } catch (InvalidIdException e) {
            throw new ProblemException(ProblemCode.NOT_FOUND);
        }
    }

    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }

    public boolean mayUse(IntegrationId integration) {
        return integrations.isEmpty() || integrations.get().contains(integration);
    }

    public boolean mayAsk(String operation) {
        return operations.isEmpty() || operations.get().contains(operation);
    }

    /// Refuses with 403 a caller without `scope`. Every refusal of this class reads alike.
    public Caller require(Scope scope) {
        if (!may(scope)) {
            throw new ProblemException(
                            ProblemCode.SCOPE_MISSING,
                            "The call needs the scope " + scope.text() + ".",
                            "scope missing: " + scope.text())
                    .with("scope", scope.text());
        }
        return this;
    }
}
