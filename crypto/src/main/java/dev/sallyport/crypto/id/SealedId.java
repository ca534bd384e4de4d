package dev.sallyport.crypto.id;

/** What a sealed record can be the record of: a credential, or a client's HMAC secret. */
public sealed interface SealedId extends Id permits CredentialId, HmacKeyId {
    /** Reads either form by its prefix; throws {@link InvalidIdException}. */
    static SealedId of(String value) {
        return value.startsWith("hk_") ? HmacKeyId.of(value) : CredentialId.of(value);
    }
}
