package dev.sallyport.vault.credential;

import dev.sallyport.crypto.id.CertificateAuthorityId;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.service.dsn.NamedAuthority;
import dev.sallyport.service.dsn.TargetAddressPolicy;
import dev.sallyport.vault.authority.Authorities;
import dev.sallyport.vault.call.Call;
import dev.sallyport.vault.call.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/// Puts the certificates of an uploaded CA into the DSN that names it, and checks the whole by every rule. What is
/// sealed names no CA: it has it.
@ApplicationScoped
class DsnTrust {
    private final Database database;
    private final Authorities authorities;
    private final TargetAddressPolicy addresses;

    DsnTrust(Database database, Authorities authorities, TargetAddressPolicy addresses) {
        this.database = database;
        this.authorities = authorities;
        this.addresses = addresses;
    }

    /// What is to be sealed. The caller closes both secrets, which may be one.
    ///
    /// @param authority whose certificates were put in
    record Trusting(Secret secret, Optional<CertificateAuthorityId> authority) {}

    /// `secret` stays the caller's.
    Uni<Trusting> of(Call call, CredentialType type, Secret secret) {
        var named = type == CredentialType.DATABASE_DSN
                ? secret.reveal(NamedAuthority::in)
                : Optional.<NamedAuthority>empty();
        if (named.isEmpty()) {
            return Uni.createFrom().item(new Trusting(secret, Optional.empty()));
        }
        var authority = named.get();
        return database.read(session -> authorities.pem(session, call.tenant(), authority.id(), call.now()))
                .map(pem -> new Trusting(whole(secret, authority, pem), Optional.of(authority.id())));
    }

    private Secret whole(Secret secret, NamedAuthority authority, String pem) {
        var whole = secret.reveal(bytes -> authority.replaced(bytes, pem));
        try {
            SealRequest.requireSafe(whole, addresses);
            return whole;
        } catch (RuntimeException e) {
            whole.close();
            throw e;
        }
    }
}
