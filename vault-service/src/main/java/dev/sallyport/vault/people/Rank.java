package dev.sallyport.vault.people;

import dev.sallyport.service.caller.Caller;
import dev.sallyport.service.caller.Role;
import dev.sallyport.service.caller.Scope;
import dev.sallyport.service.caller.Subject;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import java.util.Set;

/// How far somebody's say over other people reaches: to roles that may do nothing that his own may not. So nobody
/// grants above himself, and nobody takes over somebody above himself by a new password.
///
/// @param platform whether he administers the platform; only such a one has a say over another
record Rank(Set<Scope> reach, boolean platform) {

    /// Of a caller; refuses programs, which have no role that could bound them.
    static Rank of(Caller caller) {
        return switch (caller.subject()) {
            case Subject.Person person ->
                new Rank(
                        person.platformAdmin()
                                ? Role.OWNER.scopes()
                                : person.role().scopes(),
                        person.platformAdmin());
            case Subject.Program _ ->
                throw new ProblemException(
                        ProblemCode.SCOPE_MISSING,
                        "People are managed by people, not by API keys.",
                        "a key for people");
        };
    }

    /// Refuses to give a role above the own one.
    void requireGrant(Role role) {
        if (!reach.containsAll(role.scopes())) {
            throw new ProblemException(
                    ProblemCode.SCOPE_MISSING, "The role may do what your own may not.", "role above own");
        }
    }

    /// Refuses a say over somebody above.
    void requireOver(PersonEntity person) {
        requireGrant(person.role());
        if (person.platformAdmin && !platform) {
            throw new ProblemException(
                    ProblemCode.SCOPE_MISSING,
                    "A platform administrator is managed by one.",
                    "platform administrator above");
        }
    }
}
