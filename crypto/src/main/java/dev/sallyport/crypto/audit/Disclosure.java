package dev.sallyport.crypto.audit;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What erasure destroys: the record's salt and the personal values in clear. Stored beside the event and never part of
 * a leaf.
 */
public record Disclosure(
        AuditSalt salt, @Nullable String person, @Nullable String address) {
    public Disclosure {
        requireNonNull(salt, "salt is null");
    }

    static Disclosure of(Who who, AuditSalt salt) {
        String person = who.actor() instanceof Who.Actor.Person named ? named.subject() : null;
        return new Disclosure(salt, person, who.address());
    }

    /** Whether these are the values that the event committed to. */
    public boolean opens(CommittedWho who) {
        boolean addressFits = salt.commit(CommittedWho.ADDRESS, utf8(address)).equals(who.address());
        Hash32 committed = who.person();
        return addressFits
                && (committed == null
                        ? person == null
                        : salt.commit(CommittedWho.PERSON, utf8(person)).equals(committed));
    }

    private static byte[] utf8(@Nullable String text) {
        return (text == null ? "" : text).getBytes(StandardCharsets.UTF_8);
    }
}
