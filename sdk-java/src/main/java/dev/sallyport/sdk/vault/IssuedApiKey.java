package dev.sallyport.sdk.vault;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.crypto.id.HmacKeyId;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.secret.Secret;
import java.util.Base64;

/** A key for a program, shown once. Owns its secrets until {@link #close()}. */
public final class IssuedApiKey implements AutoCloseable {

    private final TenantId tenantId;
    private final HmacKeyId hmacKeyId;
    private final KemKeyId kemKeyId;
    private final byte[] rootPublicKey;
    private final Secret apiKey;
    private final Secret hmacSecret;

    private IssuedApiKey(JsonNode data) {
        tenantId = TenantId.of(data.path("tenant_id").asText());
        hmacKeyId = HmacKeyId.of(data.path("hmac_key_id").asText());
        kemKeyId = KemKeyId.of(data.path("kem_key_id").asText());
        rootPublicKey = Base64.getDecoder().decode(data.path("root_public_key").asText());
        apiKey = Secret.take(data.path("api_key").asText().getBytes(US_ASCII));
        hmacSecret =
                Secret.take(Base64.getDecoder().decode(data.path("hmac_secret").asText()));
    }

    static IssuedApiKey read(JsonNode data) {
        return new IssuedApiKey(data);
    }

    /** Whose key it is. */
    public TenantId tenantId() {
        return tenantId;
    }

    /** Names {@link #hmacSecret()}. */
    public HmacKeyId hmacKeyId() {
        return hmacKeyId;
    }

    /** Names the client's public key that answers are encapsulated to. */
    public KemKeyId kemKeyId() {
        return kemKeyId;
    }

    /** The root key as the vault names it, 1952 bytes. Compare it with the one that you got another way. */
    public byte[] rootPublicKey() {
        return rootPublicKey.clone();
    }

    /** What goes with every call, ASCII. Closed with this. */
    public Secret apiKey() {
        return apiKey;
    }

    /** What answers are authenticated with besides the signature. Closed with this. */
    public Secret hmacSecret() {
        return hmacSecret;
    }

    @Override
    public void close() {
        apiKey.close();
        hmacSecret.close();
    }
}
