package dev.sallyport.vault.tenant;

import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.kms.KmsKeyRef;
import dev.sallyport.vault.call.Call;
import dev.sallyport.vault.people.People;
import dev.sallyport.vault.proxylink.ProxyLink;
import dev.sallyport.vault.proxylink.SignedUnsealingKey;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.hibernate.reactive.mutiny.Mutiny;

/// Gives a tenant its unsealing key and tells the proxies of it.
@ApplicationScoped
class TenantSetup {
    private final ProxyLink proxy;
    private final TenantGrants grants;
    private final People people;

    TenantSetup(ProxyLink proxy, TenantGrants grants, People people) {
        this.proxy = proxy;
        this.grants = grants;
        this.people = people;
    }

    Uni<SignedUnsealingKey> unsealingKey(TenantId tenant, KmsKeyRef kmsKey) {
        return proxy.unsealingKey(tenant, kmsKey);
    }

    Uni<Void> ownFirst(Mutiny.Session session, Call call, TenantEntity tenant) {
        return people.ownFirst(session, call.caller().subject(), TenantId.of(tenant.tenantId));
    }

    Uni<Void> insertKey(Mutiny.Session session, Call call, TenantEntity tenant, SignedUnsealingKey key) {
        var row = new UnsealingKeyEntity();
        row.kemKeyId = key.kemKeyId().value();
        row.tenantId = tenant.tenantId;
        row.publicKey = key.publicKey();
        row.signature = key.signature();
        row.identityKeyId = key.identityKeyId();
        row.state = "active";
        row.createdAt = call.now();
        return session.persist(row).chain(session::flush).chain(() -> grants.write(session, tenant));
    }
}
