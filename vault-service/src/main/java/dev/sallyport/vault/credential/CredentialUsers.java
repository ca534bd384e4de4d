package dev.sallyport.vault.credential;

import dev.sallyport.vault.call.Call;
import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/// What depends on credentials: integrations. Its adapter lives with them.
public interface CredentialUsers {
    /// How many use the credential now.
    Uni<Long> count(Mutiny.Session session, CredentialEntity credential);

    /// Refuses a caller who may not use all of them: who changes a credential changes what they lead to.
    Uni<Void> requireUsableBy(Mutiny.Session session, Call call, CredentialEntity credential);

    /// Writes their grants anew for a new version.
    Uni<Void> rotated(Mutiny.Session session, CredentialEntity credential);

    /// Takes them out of use, because their credential goes.
    Uni<Void> revokeAll(Mutiny.Session session, Call call, CredentialEntity credential);
}
