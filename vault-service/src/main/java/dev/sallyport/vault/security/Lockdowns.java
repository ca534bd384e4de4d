package dev.sallyport.vault.security;

import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.service.caller.Caller;
import dev.sallyport.service.caller.Role;
import dev.sallyport.service.caller.Subject;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.call.Answer;
import dev.sallyport.vault.call.Call;
import dev.sallyport.vault.json.Json;
import dev.sallyport.vault.tenant.TenantGrants;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.hibernate.reactive.mutiny.Mutiny;

/// Locks a tenant, and lifts the lock. While it holds, every grant of the tenant reads `locked` and no key of it is
/// admitted.
@ApplicationScoped
class Lockdowns {
    private final TenantGrants grants;

    Lockdowns(TenantGrants grants) {
        this.grants = grants;
    }

    Uni<Answer> lock(Mutiny.Session session, Call call) {
        return set(session, call.tenant(), true);
    }

    /// An owner or a platform administrator may lift a lock; whoever may set one may not.
    Uni<Answer> lift(Mutiny.Session session, Call call) {
        if (!mayLift(call.caller())) {
            throw new ProblemException(
                    ProblemCode.SCOPE_MISSING, "An owner or platform administrator lifts a lockdown.", "may not lift");
        }
        return set(session, call.tenant(), false);
    }

    private Uni<Answer> set(Mutiny.Session session, TenantId tenant, boolean locked) {
        return grants.lock(session, tenant, locked)
                .map(_ -> Answer.ok(
                        Json.object().put("tenant_id", tenant.value()).put("state", locked ? "locked" : "active")));
    }

    private static boolean mayLift(Caller caller) {
        return caller.subject() instanceof Subject.Person person
                && (person.platformAdmin() || person.role() == Role.OWNER);
    }
}
