package dev.sallyport.sdk.answer;

import static java.util.Objects.requireNonNull;

import dev.sallyport.crypto.id.HmacKeyId;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.secret.Secret;

/** Whose answers a client believes, and the keys that it checks and opens them with. Owns its secrets. */
public final class ClientIdentity implements AutoCloseable {

    private final TenantId tenant;
    private final KemKeyId kemKeyId;
    private final Secret kemSeed;
    private final HmacKeyId hmacKeyId;
    private final Secret hmacSecret;
    private final byte[] rootPublicKey;

    /** Takes both secrets over; copies the root key. */
    public ClientIdentity(
            TenantId tenant,
            KemKeyId kemKeyId,
            Secret kemSeed,
            HmacKeyId hmacKeyId,
            Secret hmacSecret,
            byte[] rootPublicKey) {
        this.tenant = requireNonNull(tenant, "tenant is null");
        this.kemKeyId = requireNonNull(kemKeyId, "kemKeyId is null");
        this.kemSeed = requireNonNull(kemSeed, "kemSeed is null");
        this.hmacKeyId = requireNonNull(hmacKeyId, "hmacKeyId is null");
        this.hmacSecret = requireNonNull(hmacSecret, "hmacSecret is null");
        this.rootPublicKey = rootPublicKey.clone();
    }

    TenantId tenant() {
        return tenant;
    }

    KemKeyId kemKeyId() {
        return kemKeyId;
    }

    Secret kemSeed() {
        return kemSeed;
    }

    HmacKeyId hmacKeyId() {
        return hmacKeyId;
    }

    Secret hmacSecret() {
        return hmacSecret;
    }

    /** The pinned root key, 1952 bytes. */
    public byte[] rootPublicKey() {
        return rootPublicKey.clone();
    }

    @Override
    public void close() {
        kemSeed.close();
        hmacSecret.close();
    }

    @Override
    public String toString() {
        return "ClientIdentity[" + tenant + "]";
    }
}
