package dev.sallyport.vault.people;

import dev.sallyport.service.caller.Role;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.call.Answer;
import dev.sallyport.vault.call.Call;
import dev.sallyport.vault.call.Commits;
import dev.sallyport.vault.call.Commits.Committed;
import dev.sallyport.vault.call.Page;
import dev.sallyport.vault.json.JsonBody;
import dev.sallyport.vault.password.NewPassword;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/// What people of a tenant do to each other's accounts. A tenant never loses its last owner: whatever could take one
/// away holds the tenant's row while it looks for another.
@ApplicationScoped
class PeopleAdmin {
    private static final Set<String> STATES = Set.of(PersonEntity.ACTIVE, PersonEntity.DISABLED);

    private static final Set<String> CHANGE = Set.of("role", "state");

    private final PersonStore store;
    private final Logins logins;
    private final Sessions sessions;

    PeopleAdmin(PersonStore store, Logins logins, Sessions sessions) {
        this.store = store;
        this.logins = logins;
        this.sessions = sessions;
    }

    Uni<Committed> create(Call call, Commits commits, String id, byte[] body) {
        var rank = Rank.of(call.caller());
        try (var typed = NewPassword.takeFrom(body, "password")) {
            var json = JsonBody.of(body, Set.of("email", "role", "password"));
            var email = People.email(json);
            var role = role(json).orElseThrow(() -> JsonBody.invalid("role", "is missing"));
            rank.requireGrant(role);
            return logins.hash(typed.copy("password"))
                    .chain(hash -> commits.commit(session ->
                            store.insert(session, call, id, email, hash, role).map(row -> Answer.created(row.json()))));
        }
    }

    Uni<Answer> list(Mutiny.Session session, Call call, Page page) {
        Rank.of(call.caller());
        return store.list(session, call.tenant(), page)
                .map(rows -> page.answer(rows, row -> row.personId, PersonEntity::json));
    }

    Uni<Answer> get(Mutiny.Session session, Call call, String id) {
        Rank.of(call.caller());
        return store.require(session, call.tenant(), id).map(row -> Answer.ok(row.json()));
    }

    Uni<Committed> change(Call call, Commits commits, String id, byte[] body) {
        var rank = Rank.of(call.caller());
        var json = JsonBody.of(body, CHANGE);
        var role = role(json);
        var state = json.optionalText("state", 16);
        if (role.isEmpty() && state.isEmpty()) {
            throw JsonBody.invalid("role", "or state must be there");
        }
        if (state.filter(STATES::contains).isEmpty() && state.isPresent()) {
            throw JsonBody.invalid("state", "must be active or disabled");
        }
        return commits.commit(session -> set(session, call, rank, id, role, state));
    }

    /// Role and state that a change asks for, as far as they are words of ours.
    static Map<String, String> asked(byte[] body) {
        var facts = new HashMap<String, String>();
        try {
            var json = JsonBody.of(body, CHANGE);
            json.optionalText("state", 16).filter(STATES::contains).ifPresent(state -> facts.put("state", state));
            role(json).ifPresent(role -> facts.put("role", role.text()));
        } catch (ProblemException _) {
            // The call itself refuses such a body; what was understood before stands in the event.
        }
        return facts;
    }

    static Map<String, String> disabled() {
        return Map.of("state", PersonEntity.DISABLED);
    }

    Uni<Committed> disable(Call call, Commits commits, String id) {
        var rank = Rank.of(call.caller());
        return commits.commit(
                session -> set(session, call, rank, id, Optional.empty(), Optional.of(PersonEntity.DISABLED)));
    }

    Uni<Committed> resetPassword(Call call, Commits commits, String id, byte[] body) {
        var rank = Rank.of(call.caller());
        try (var typed = NewPassword.takeFrom(body, "password")) {
            JsonBody.of(body, Set.of("password"));
            return logins.hash(typed.copy("password"))
                    .chain(hash -> commits.commit(session -> locked(session, call, id, row -> {
                        rank.requireOver(row);
                        row.passwordHash = hash;
                        row.changedAt = call.now();
                        return Uni.createFrom().item(row);
                    })));
        }
    }

    private Uni<Answer> set(
            Mutiny.Session session, Call call, Rank rank, String id, Optional<Role> role, Optional<String> state) {
        return locked(session, call, id, row -> {
            rank.requireOver(row);
            role.ifPresent(rank::requireGrant);
            boolean wasOwner = row.isActiveOwner();
            role.ifPresent(to -> row.role = to.text());
            state.ifPresent(to -> row.state = to);
            row.changedAt = call.now();
            if (row.platformAdmin && !row.isActive()) {
                return store.requirePlatformAdminBeside(session, row)
                        .chain(() -> wasOwner
                                ? store.requireOwnerBeside(session, row)
                                : Uni.createFrom().voidItem())
                        .replaceWith(row);
            }
            return wasOwner && !row.isActiveOwner()
                    ? store.requireOwnerBeside(session, row).replaceWith(row)
                    : Uni.createFrom().item(row);
        });
    }

    /// Ends the person's sessions as well, but for a mere change of the role, which counts from the next call on.
    private Uni<Answer> locked(
            Mutiny.Session session, Call call, String id, Function<PersonEntity, Uni<PersonEntity>> change) {
        return store.requireLocked(session, call.tenant(), id).chain(row -> {
            var hash = row.passwordHash;
            return change.apply(row)
                    .call(session::flush)
                    .call(changed -> changed.isActive() && changed.passwordHash.equals(hash)
                            ? Uni.createFrom().voidItem()
                            : sessions.endAll(session, changed.personId, call.now()))
                    .map(changed -> Answer.ok(changed.json()));
        });
    }

    private static Optional<Role> role(JsonBody json) {
        return json.optionalText("role", 16)
                .map(text -> Role.find(text)
                        .orElseThrow(
                                () -> JsonBody.invalid("role", "must be viewer, editor, admin, owner or auditor")));
    }

    static ProblemException taken() {
        return new ProblemException(
                ProblemCode.STATE_CONFLICT, "A person with this address exists already.", "address taken");
    }
}
