package dev.sallyport.vault.people;

import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.service.caller.Subject;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.call.Answer;
import dev.sallyport.vault.call.Call;
import dev.sallyport.vault.call.Commits;
import dev.sallyport.vault.call.Commits.Committed;
import dev.sallyport.vault.call.Database;
import dev.sallyport.vault.json.Json;
import dev.sallyport.vault.json.JsonBody;
import dev.sallyport.vault.password.NewPassword;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.Optional;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/// A person changes his own password, by the one before. Whoever holds a session alone cannot.
@ApplicationScoped
class OwnPassword {
    private static final String CURRENT = "current_password";
    private static final String NEXT = "new_password";

    private final Database database;
    private final Logins logins;
    private final Sessions sessions;

    OwnPassword(Database database, Logins logins, Sessions sessions) {
        this.database = database;
        this.logins = logins;
        this.sessions = sessions;
    }

    Uni<Committed> change(Call call, Commits commits, byte[] body) {
        var id = embedded(call);
        try (var typed = NewPassword.takeFrom(body, CURRENT, NEXT)) {
            JsonBody.of(body, Set.of(CURRENT, NEXT));
            var next = typed.copy(NEXT);
            return checked(call, id, typed.copyOfAnyLength(CURRENT))
                    .onFailure()
                    .invoke(next::close)
                    .chain(was -> logins.hash(next)
                            .chain(hash -> commits.commit(session -> set(session, call, id, was, hash))));
        }
    }

    /// The stored hash that the current password has matched.
    private Uni<String> checked(Call call, String id, Secret current) {
        return database.read(session -> session.find(PersonEntity.class, id))
                .onFailure()
                .invoke(current::close)
                .map(row -> row.passwordHash)
                .chain(hash -> logins.requireCurrent(call, hash, current).replaceWith(hash));
    }

    private Uni<Answer> set(Mutiny.Session session, Call call, String id, String was, String hash) {
        return session.find(PersonEntity.class, id, LockModeType.PESSIMISTIC_WRITE)
                .chain(row -> {
                    if (!row.passwordHash.equals(was)) {
                        throw new ProblemException(ProblemCode.STATE_CONFLICT);
                    }
                    row.passwordHash = hash;
                    row.changedAt = call.now();
                    return session.flush()
                            .chain(() -> sessions.endAll(session, id, call.now()))
                            .map(_ ->
                                    Answer.ok(Json.object().put("person_id", id).put("changed", true)));
                });
    }

    /// The person's id at the embedded issuer; people of another issuer have their password there.
    private static String embedded(Call call) {
        return Optional.of(call.caller().subject())
                .filter(Subject.Person.class::isInstance)
                .map(Subject::text)
                .filter(text -> text.startsWith("usr_"))
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.NOT_FOUND, "Your password is kept by another issuer.", "no password here"));
    }
}
