package dev.sallyport.crypto.audit;

import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.id.ApiKeyId;
import dev.sallyport.crypto.id.TenantId;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Who acted, as the log keeps it: tenant, API key and service name in clear; person and address as commitments. The
 * address commitment is always there (to no bytes where no address is known) and blinds every leaf.
 *
 * @param name the API key id, or the service's name; null for the other kinds
 * @param person commitment to the person's subject; only for {@link Kind#PERSON}
 */
public record CommittedWho(
        @Nullable TenantId tenant,
        Kind kind,
        @Nullable String name,
        @Nullable Hash32 person,
        Hash32 address) {
    /** Name of the field that {@link #person} commits to. */
    public static final String PERSON = "person";
    /** Name of the field that {@link #address} commits to. */
    public static final String ADDRESS = "address";

    /** What kind of actor; the position is the byte in the record. */
    public enum Kind {
        UNKNOWN,
        KEY,
        PERSON,
        SERVICE
    }

    public CommittedWho {
        boolean named = kind == Kind.KEY || kind == Kind.SERVICE;
        if (named != (name != null) || (kind == Kind.PERSON) != (person != null)) {
            throw new MalformedException("actor does not fit its kind");
        }
        if (kind == Kind.KEY) {
            ApiKeyId.of(String.valueOf(name));
        } else if (name != null) {
            Limits.token("service", name);
        }
    }

    static CommittedWho of(Who who, AuditSalt salt) {
        String clearAddress = who.address() == null ? "" : who.address();
        Hash32 address = salt.commit(ADDRESS, clearAddress.getBytes(StandardCharsets.UTF_8));
        if (who.actor() instanceof Who.Actor.Key key) {
            return new CommittedWho(who.tenant(), Kind.KEY, key.id().value(), null, address);
        }
        if (who.actor() instanceof Who.Actor.Person person) {
            Hash32 commitment = salt.commit(PERSON, person.subject().getBytes(StandardCharsets.UTF_8));
            return new CommittedWho(who.tenant(), Kind.PERSON, null, commitment, address);
        }
        if (who.actor() instanceof Who.Actor.Service service) {
            return new CommittedWho(who.tenant(), Kind.SERVICE, service.name(), null, address);
        }
        return new CommittedWho(who.tenant(), Kind.UNKNOWN, null, null, address);
    }
}
