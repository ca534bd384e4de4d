package dev.sallyport.crypto.audit;

import static java.util.Objects.requireNonNull;

import dev.sallyport.crypto.id.ApiKeyId;
import dev.sallyport.crypto.id.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Who acts, in clear, as the door found it: the tenant where one is known, the actor, and the remote address. An event
 * keeps of it what {@link CommittedWho} says.
 */
public record Who(
        @Nullable TenantId tenant, Actor actor, @Nullable String address) {
    public Who {
        requireNonNull(actor, "actor is null");
        if (address != null) {
            Limits.text("address", address);
        }
    }

    public static Who key(TenantId tenant, ApiKeyId key, String address) {
        return new Who(tenant, new Actor.Key(key), address);
    }

    /** A person; {@code subject} is the stable name that the issuer gave (kept only as a commitment). */
    public static Who person(@Nullable TenantId tenant, String subject, String address) {
        return new Who(tenant, new Actor.Person(subject), address);
    }

    /** A part of Sallyport itself, for example {@code sequencer} or a peer service. */
    public static Who service(String name) {
        return new Who(null, new Actor.Service(name), null);
    }

    /** A caller that could not be authenticated. */
    public static Who unknown(String address) {
        return new Who(null, new Actor.Unknown(), address);
    }

    /** The alternatives of an actor. */
    public sealed interface Actor {
        record Key(ApiKeyId id) implements Actor {}

        record Person(String subject) implements Actor {
            public Person {
                Limits.text("subject", subject);
            }
        }

        record Service(String name) implements Actor {
            public Service {
                Limits.token("service", name);
            }
        }

        record Unknown() implements Actor {}
    }
}
