package dev.sallyport.vault.credential;

import dev.sallyport.vault.authority.AuthorityEntity;
import dev.sallyport.vault.authority.AuthorityUsers;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.hibernate.reactive.mutiny.Mutiny;

/// Counts the credentials that were sealed with an uploaded authority.
@ApplicationScoped
class CredentialsOfAuthorities implements AuthorityUsers {
    private static final String COUNT = "select count(*) from CredentialEntity c, CredentialVersionEntity v"
            + " where v.credentialId = c.credentialId and v.version = c.version and c.state = 'active'"
            + " and v.certificateAuthorityId = ?1";

    @Override
    public Uni<Long> count(Mutiny.Session session, AuthorityEntity authority) {
        return session.createSelectionQuery(COUNT, Long.class)
                .setParameter(1, authority.id().value())
                .getSingleResult();
    }
}
