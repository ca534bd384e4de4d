package dev.sallyport.vault.authority;

import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/// What was sealed with an authority: credentials. Its adapter lives with them.
public interface AuthorityUsers {
    /// How many credentials have it in their current version.
    Uni<Long> count(Mutiny.Session session, AuthorityEntity authority);
}
