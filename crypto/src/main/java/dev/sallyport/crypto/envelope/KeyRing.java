package dev.sallyport.crypto.envelope;

import dev.sallyport.crypto.id.HmacKeyId;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.keys.TrustedSigner;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one client trusts: its tenant, the pinned response signing keys and its HMAC secrets. Keys never come from an
 * envelope; a key that may only sign a log's heads is left out. Immutable; make another one when keys are added.
 */
public final class KeyRing {
    private final TenantId tenantId;
    private final Map<SigningKeyId, TrustedSigner> signers;
    private final Map<HmacKeyId, HmacKey> hmacKeys;

    /** The HMAC keys stay the caller's to close. Throws {@link IllegalStateException} where an id stands twice. */
    public KeyRing(TenantId tenantId, Collection<TrustedSigner> signers, Collection<HmacKey> hmacKeys) {
        this.tenantId = tenantId;
        this.signers = signers.stream()
                .filter(TrustedSigner::signsAnswers)
                .collect(Collectors.toUnmodifiableMap(TrustedSigner::id, Function.identity()));
        this.hmacKeys = hmacKeys.stream().collect(Collectors.toUnmodifiableMap(HmacKey::id, Function.identity()));
    }

    public TenantId tenantId() {
        return tenantId;
    }

    @Nullable
    TrustedSigner signer(SigningKeyId id) {
        return signers.get(id);
    }

    @Nullable
    HmacKey hmacKey(HmacKeyId id) {
        return hmacKeys.get(id);
    }
}
