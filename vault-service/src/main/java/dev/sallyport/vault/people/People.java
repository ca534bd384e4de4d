package dev.sallyport.vault.people;

import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.service.caller.Role;
import dev.sallyport.service.caller.Subject;
import dev.sallyport.service.jwt.PemKeys;
import dev.sallyport.vault.call.Database;
import dev.sallyport.vault.json.JsonBody;
import dev.sallyport.vault.json.SecretMembers;
import dev.sallyport.vault.password.NewPassword;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/// Makes people of the embedded issuer.
@ApplicationScoped
public class People {
    private static final Logger LOG = Logger.getLogger(People.class);
    private static final Pattern EMAIL = Pattern.compile("[^\\s@<>\"]{1,64}@[^\\s@<>\"]{1,255}");

    private final Database database;
    private final Logins logins;
    private final BootstrapConfig bootstrap;
    private final Clock clock;

    People(Database database, Logins logins, BootstrapConfig bootstrap, Clock clock) {
        this.database = database;
        this.logins = logins;
        this.bootstrap = bootstrap;
        this.clock = clock;
    }

    /// Makes the first platform administrator, where a file names one and there is nobody yet.
    public Uni<Void> bootstrap() {
        if (bootstrap.adminFile().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return database.read(session -> session.createSelectionQuery("select count(*) from PersonEntity", Long.class)
                        .getSingleResult())
                .chain(count -> count > 0
                        ? Uni.createFrom().voidItem()
                        : fromFile(bootstrap.adminFile().get()));
    }

    /// Makes a person; the password is closed afterwards. `tenant` is empty for a platform administrator alone.
    public Uni<String> create(
            Optional<TenantId> tenant, String email, Secret password, Role role, boolean platformAdmin) {
        var row = new PersonEntity();
        row.personId = newId();
        row.tenantId = tenant.map(TenantId::value).orElse(null);
        row.email = email.toLowerCase(Locale.ROOT);
        row.role = role.text();
        row.platformAdmin = platformAdmin;
        row.state = PersonEntity.ACTIVE;
        row.createdAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return logins.hash(password)
                .invoke(hash -> row.passwordHash = hash)
                .chain(() -> database.write(session -> session.persist(row)))
                .replaceWith(row.personId)
                .onTermination()
                .invoke(password::close);
    }

    static String newId() {
        return "usr_" + AuditEventId.next().value().substring("aud_".length());
    }

    /// The member `email` in the form that it is kept in.
    static String email(JsonBody json) {
        var text = json.text("email", 320);
        if (!EMAIL.matcher(text).matches()) {
            throw JsonBody.invalid("email", "must be an address of the form name@domain");
        }
        return text.toLowerCase(Locale.ROOT);
    }

    /// The first tenant that a platform administrator without one makes becomes his own, and he its owner.
    public Uni<Void> ownFirst(Mutiny.Session session, Subject maker, TenantId tenant) {
        if (!(maker instanceof Subject.Person person) || !person.platformAdmin()) {
            return Uni.createFrom().voidItem();
        }
        return session.createMutationQuery(
                        "update PersonEntity set tenantId = ?1 where personId = ?2 and tenantId is null")
                .setParameter(1, tenant.value())
                .setParameter(2, person.id())
                .executeUpdate()
                .replaceWithVoid();
    }

    private Uni<Void> fromFile(Path file) {
        try {
            PemKeys.requireOwnerOnly(file);
            var content = Files.readAllBytes(file);
            try (var typed = SecretMembers.takeFrom(content, Set.of("password"))) {
                var email = JsonBody.of(content, Set.of("email", "password")).text("email", 320);
                var password = typed.single()
                        .filter(secret -> secret.length() >= NewPassword.MIN_BYTES)
                        .orElseThrow(() -> new IOException("the password has fewer than 12 bytes"));
                LOG.info("people.bootstrap made=1");
                return create(Optional.empty(), email, password.copy(), Role.OWNER, true)
                        .replaceWithVoid();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("sallyport.bootstrap.admin-file: " + e.getMessage(), e);
        }
    }
}
