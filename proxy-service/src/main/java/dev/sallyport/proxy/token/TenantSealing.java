package dev.sallyport.proxy.token;

import dev.sallyport.crypto.aead.AesGcm;
import dev.sallyport.crypto.id.TenantId;
import io.vertx.core.Future;
import java.security.SecureRandom;

/// Seals what is a tenant's own under the tenant's token key, so that it opens with the tenant's KMS
/// key alone.
public final class TenantSealing {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final TokenKeys keys;

    public TenantSealing(TokenKeys keys) {
        this.keys = keys;
    }

    /// @param keyId of the tenant's token key
    public record Sealed(String keyId, byte[] nonce, byte[] ciphertext) {}

    /// What the ciphertext belongs to; it opens with the same bytes alone.
    @FunctionalInterface
    public interface Bound {
        byte[] with(String keyId);
    }

    public Future<Sealed> seal(TenantId tenant, byte[] clear, Bound bound) {
        return keys.of(tenant).map(key -> {
            byte[] nonce = new byte[AesGcm.NONCE_BYTES];
            RANDOM.nextBytes(nonce);
            byte[] ciphertext = key.secret().reveal(secret -> AesGcm.seal(secret, nonce, clear, bound.with(key.id())));
            return new Sealed(key.id(), nonce, ciphertext);
        });
    }

    /// Fails where the tenant's key is another one, or the bytes were not sealed for this.
    public Future<byte[]> open(TenantId tenant, Sealed sealed, Bound bound) {
        return keys.of(tenant).map(key -> {
            if (!key.id().equals(sealed.keyId())) {
                throw new IllegalStateException("sealed under another key");
            }
            return key.secret()
                    .reveal(secret -> AesGcm.open(secret, sealed.nonce(), sealed.ciphertext(), bound.with(key.id())));
        });
    }
}
