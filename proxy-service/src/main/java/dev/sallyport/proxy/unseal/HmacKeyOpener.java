package dev.sallyport.proxy.unseal;

import dev.sallyport.crypto.envelope.HmacKey;
import dev.sallyport.crypto.id.HmacKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.sealed.CredentialPin;
import dev.sallyport.crypto.secret.Secret;
import io.vertx.core.Future;

/// Opens the HMAC secret that an API key's holder shares with the proxy: once per load of the key. Thread safe.
public final class HmacKeyOpener {

    private static final int VERSION = 1;

    private final Unsealing unsealing;

    public HmacKeyOpener(Unsealing unsealing) {
        this.unsealing = unsealing;
    }

    /// The caller closes the key.
    public Future<HmacKey> open(TenantId tenant, HmacKeyId id, byte[] recordSha512, byte[] record) {
        CredentialPin pin = new CredentialPin(tenant, id, VERSION, recordSha512);
        return unsealing.open(record, pin, secret -> new HmacKey(id, secret.reveal(Secret::copyOf)));
    }
}
