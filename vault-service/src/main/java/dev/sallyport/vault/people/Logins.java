package dev.sallyport.vault.people;

import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.call.Answer;
import dev.sallyport.vault.call.Call;
import dev.sallyport.vault.call.Calls.Visit;
import dev.sallyport.vault.call.Database;
import dev.sallyport.vault.password.PasswordHashes;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Optional;

/// Checks passwords. An unknown address and a wrong password cost the same time and read alike.
@ApplicationScoped
class Logins {
    private final Database database;
    private final Hasher hasher;
    private final PasswordHashes hashes = new PasswordHashes();
    private final Sessions sessions;
    private final VisitLimits limits;

    Logins(Database database, Hasher hasher, Sessions sessions, VisitLimits limits) {
        this.database = database;
        this.hasher = hasher;
        this.sessions = sessions;
        this.limits = limits;
    }

    /// Tokens for the person with this address and password, which is closed afterwards.
    Uni<Answer> login(Visit visit, String email, Secret password) {
        var account = email.toLowerCase(Locale.ROOT);
        return limits.login(
                        visit, account, () -> verify(account, password).chain(person -> sessions.open(visit, person)))
                .onTermination()
                .invoke(password::close);
    }

    private Uni<PersonEntity> verify(String account, Secret password) {
        return database.read(session -> session.createSelectionQuery(
                                "from PersonEntity where email = ?1", PersonEntity.class)
                        .setParameter(1, account)
                        .getSingleResultOrNull())
                .map(Optional::ofNullable)
                .chain(person -> hasher.run(() -> hashes.matches(
                                password,
                                person.map(found -> found.passwordHash).orElse(hashes.nobody())))
                        .map(matches -> known(person, matches)));
    }

    /// For people that are made here: the stored form of a password, which is closed afterwards.
    Uni<String> hash(Secret password) {
        return hasher.run(() -> hashes.hash(password)).onTermination().invoke(password::close);
    }

    /// Refuses all but the person's password, which is closed afterwards.
    Uni<Void> requireCurrent(Call call, String storedHash, Secret password) {
        return limits.guess(
                        call,
                        () -> hasher.run(() -> hashes.matches(password, storedHash))
                                .invoke(matches -> {
                                    if (!matches) {
                                        throw new ProblemException(
                                                ProblemCode.INVALID_REQUEST,
                                                "The current password is wrong.",
                                                "wrong current password");
                                    }
                                }))
                .onTermination()
                .invoke(password::close)
                .replaceWithVoid();
    }

    private static PersonEntity known(Optional<PersonEntity> person, boolean matches) {
        if (matches && person.isPresent() && person.get().isActive()) {
            return person.get();
        }
        throw new ProblemException(ProblemCode.UNAUTHENTICATED, "Address or password is wrong.", "login refused");
    }
}
