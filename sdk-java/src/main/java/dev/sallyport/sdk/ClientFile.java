package dev.sallyport.sdk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.id.HmacKeyId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.sdk.http.Json;
import dev.sallyport.sdk.keys.ClientKeys;
import dev.sallyport.sdk.vault.IssuedApiKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/**
 * All that a client needs, as one JSON file that its owner alone may read: where the services are, who calls, the
 * client's keys, and the pinned root key. Owns its secrets until {@link #close()}.
 *
 * <p>Members: {@code vault_url, proxy_url, tenant_id, api_key, hmac_key_id, hmac_secret, kem_key_id, kem_seed,
 * root_public_key} and, where there are any, {@code credential_id, integration_id}; keys in base64. Other members are
 * kept as they are.
 */
public final class ClientFile implements AutoCloseable {

    private final ObjectNode json;
    private final Secret apiKey;
    private final Secret hmacSecret;
    private final Secret kemSeed;

    private ClientFile(ObjectNode json) {
        this.json = json;
        apiKey = Secret.take(text("api_key").getBytes(US_ASCII));
        hmacSecret = Secret.take(bytes("hmac_secret"));
        kemSeed = Secret.take(bytes("kem_seed"));
    }

    /**
     * Reads a client file.
     *
     * @throws IOException where it cannot be read, or others than its owner may read it
     * @throws IllegalArgumentException where a member is missing or malformed; names the member, not its value
     */
    public static ClientFile read(Path file) throws IOException {
        PrivateFile.requireOwnerOnly(file);
        return parse(PrivateFile.read(file));
    }

    /** Reads the text of a client file. */
    public static ClientFile parse(byte[] text) throws IOException {
        if (Json.read(text) instanceof ObjectNode object) {
            return new ClientFile(object);
        }
        throw new IllegalArgumentException("a client file is a JSON object");
    }

    /** What a new client file holds: a key that the vault issued, and the keys that this client made for it. */
    public static ClientFile of(URI vault, URI proxy, IssuedApiKey issued, ClientKeys keys) {
        ObjectNode json = Json.object()
                .put("vault_url", vault.toString())
                .put("proxy_url", proxy.toString())
                .put("tenant_id", issued.tenantId().value())
                .put("api_key", issued.apiKey().<String>reveal(key -> new String(key, US_ASCII)))
                .put("hmac_key_id", issued.hmacKeyId().value())
                .put("hmac_secret", issued.hmacSecret().<String>reveal(ClientFile::base64))
                .put("kem_key_id", issued.kemKeyId().value())
                .put("kem_seed", keys.seed().<String>reveal(ClientFile::base64))
                .put("root_public_key", base64(issued.rootPublicKey()));
        return new ClientFile(json);
    }

    /** The same with one more member, or another value of one. */
    public ClientFile with(String member, String value) {
        return with(member, Json.object().textNode(value));
    }

    /** The same with one more member, or another value of one. */
    public ClientFile with(String member, JsonNode value) {
        ObjectNode copy = json.deepCopy();
        copy.set(requireNonNull(member, "member is null"), value);
        return new ClientFile(copy);
    }

    /** Writes it so that its owner alone may read it (mode 0600), whole or not at all. */
    public void write(Path file) throws IOException {
        PrivateFile.write(file, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    }

    /** Where the vault answers. */
    public URI vault() {
        return URI.create(text("vault_url"));
    }

    /** Where the proxy answers. */
    public URI proxy() {
        return URI.create(text("proxy_url"));
    }

    /** Whose client this is. */
    public TenantId tenantId() {
        return TenantId.of(text("tenant_id"));
    }

    /** Names {@link #hmacSecret()}. */
    public HmacKeyId hmacKeyId() {
        return HmacKeyId.of(text("hmac_key_id"));
    }

    /** Names {@link #kemSeed()}. */
    public KemKeyId kemKeyId() {
        return KemKeyId.of(text("kem_key_id"));
    }

    /** Where calls go by default. */
    public Optional<IntegrationId> integrationId() {
        return json.hasNonNull("integration_id")
                ? Optional.of(IntegrationId.of(text("integration_id")))
                : Optional.empty();
    }

    /** The pinned root key, 1952 bytes. */
    public byte[] rootPublicKey() {
        return bytes("root_public_key");
    }

    /** What goes with every call. Closed with this. */
    public Secret apiKey() {
        return apiKey;
    }

    /** What answers are authenticated with besides the signature. Closed with this. */
    public Secret hmacSecret() {
        return hmacSecret;
    }

    /** ML-KEM-768 seed, 64 bytes d || z; it never leaves the client. Closed with this. */
    public Secret kemSeed() {
        return kemSeed;
    }

    /** A member that this type does not name. */
    public JsonNode member(String name) {
        return json.path(name);
    }

    @Override
    public void close() {
        apiKey.close();
        hmacSecret.close();
        kemSeed.close();
    }

    private String text(String member) {
        JsonNode value = json.path(member);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("the client file has no text " + member);
        }
        return value.asText();
    }

    private byte[] bytes(String member) {
        try {
            return Base64.getDecoder().decode(text(member));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the client file's " + member + " is not base64", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** No member's value. */
    @Override
    public String toString() {
        return "ClientFile[" + tenantId().value() + "]";
    }
}
