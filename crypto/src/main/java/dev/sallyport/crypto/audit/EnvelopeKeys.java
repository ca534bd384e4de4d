package dev.sallyport.crypto.audit;

import static java.util.Objects.requireNonNull;

import dev.sallyport.crypto.id.HmacKeyId;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.SigningKeyId;

/** The keys of the envelope that carries the answer. */
public record EnvelopeKeys(KemKeyId kem, SigningKeyId signing, HmacKeyId hmac) {
    public EnvelopeKeys {
        requireNonNull(kem, "kem is null");
        requireNonNull(signing, "signing is null");
        requireNonNull(hmac, "hmac is null");
    }
}
