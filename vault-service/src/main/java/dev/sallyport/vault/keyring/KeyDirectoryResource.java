package dev.sallyport.vault.keyring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Base64;

/// The response signing keys and the key of the vault's log, each with the root's delegation, for everybody. Source:
/// RFC 9964 (AKP keys).
@Path("/.well-known/sallyport/keys")
@Produces(MediaType.APPLICATION_JSON)
public class KeyDirectoryResource {
    private static final Base64.Encoder BASE64_URL = Base64.getUrlEncoder().withoutPadding();

    private final byte[] document;

    KeyDirectoryResource(VaultKeys keys) {
        this.document = document(keys);
    }

    /// The key set.
    @GET
    public Response keys() {
        return Response.ok(document)
                .header("Cache-Control", "public, max-age=300")
                .build();
    }

    private static byte[] document(VaultKeys keys) {
        var document = JsonNodeFactory.instance.objectNode();
        var list = document.putArray("keys");
        keys.published().forEach(key -> list.add(json(key)));
        try {
            return new ObjectMapper().writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    private static ObjectNode json(PublishedKey key) {
        var delegation = key.delegation();
        var json = JsonNodeFactory.instance.objectNode();
        json.put("kty", "AKP")
                .put("alg", "ML-DSA-65")
                .put("use", "sig")
                .put("kid", delegation.keyId().value())
                .put("pub", BASE64_URL.encodeToString(delegation.publicKey()));
        var logId = delegation.logId();
        json.put("purpose", logId == null ? "response" : "log");
        var word = json.putObject("delegation");
        if (logId != null) {
            word.put("log_id", logId);
        }
        word.put("not_before", delegation.notBeforeMillis())
                .put("not_after", delegation.notAfterMillis())
                .put("signature", BASE64_URL.encodeToString(delegation.signature()));
        return json;
    }
}
