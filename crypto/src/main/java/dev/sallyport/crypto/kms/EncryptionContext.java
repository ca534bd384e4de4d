package dev.sallyport.crypto.kms;

import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.SealedId;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.id.TenantId;
import java.util.Map;
import java.util.TreeMap;

/**
 * The public name of what a wrapped key is for. The key management service authenticates it and matches its policies
 * against it, so a wrapped key opens for one purpose and one owner only. Always carries {@code app} and
 * {@code purpose}.
 */
public record EncryptionContext(Map<String, String> entries) {
    private static final String APP = "sallyport";

    public EncryptionContext {
        entries = java.util.Collections.unmodifiableMap(new TreeMap<>(entries));
        if (!APP.equals(entries.get("app")) || !entries.containsKey("purpose")) {
            throw new IllegalArgumentException("an encryption context carries app and purpose");
        }
    }

    /** The data key of a slot of a sealed record. */
    public static EncryptionContext vaultSeal(TenantId tenantId, SealedId credentialId, int version) {
        return new EncryptionContext(Map.of(
                "app", APP,
                "purpose", "vault-seal",
                "tenant_id", tenantId.value(),
                "credential_id", credentialId.value(),
                "version", Integer.toString(version)));
    }

    /** The seed of a tenant's unsealing key. */
    public static EncryptionContext kemSeed(TenantId tenantId, KemKeyId keyId) {
        return new EncryptionContext(
                Map.of("app", APP, "purpose", "kem-seed", "tenant_id", tenantId.value(), "key_id", keyId.value()));
    }

    /** The seed of the proxy's identity key or of a response signing key. */
    public static EncryptionContext signingKey(SigningKeyId keyId) {
        return new EncryptionContext(Map.of("app", APP, "purpose", "signing-key", "key_id", keyId.value()));
    }

    /** A tenant's token key; {@code keyId} is the name that the proxy's table gives it. */
    public static EncryptionContext tokenKey(TenantId tenantId, String keyId) {
        return new EncryptionContext(
                Map.of("app", APP, "purpose", "token-key", "tenant_id", tenantId.value(), "key_id", keyId));
    }

    public String purpose() {
        return entries.getOrDefault("purpose", "");
    }
}
