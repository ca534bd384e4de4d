package dev.sallyport.localkms.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.localkms.key.Grant;
import dev.sallyport.localkms.key.KeyMaterial;
import dev.sallyport.localkms.key.KeyState;
import dev.sallyport.localkms.key.KmsKey;
import dev.sallyport.localkms.policy.Policy;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A key as the JSON that is sealed into its file.
final class KeyJson {

    private static final JsonMapper JSON = new JsonMapper();

    private KeyJson() {}

    /// @return plaintext with key material; the caller seals and wipes it
    static byte[] write(KmsKey key) throws IOException {
        var root = JSON.createObjectNode()
                .put("id", key.id().toString())
                .put("created", key.created().toString())
                .put("state", key.state().name())
                .put("deletion", text(key.deletion()))
                .put("description", key.description())
                .put("policy", key.policy().document());
        var materials = root.putArray("materials");
        for (KeyMaterial material : key.materials()) {
            var node = materials.addObject().put("created", material.created().toString());
            material.forStore(bytes -> node.put("bytes", bytes.clone()));
        }
        var grants = root.putArray("grants");
        key.grants().forEach(grant -> write(grants.addObject(), grant));
        root.set("tags", JSON.valueToTree(key.tags()));
        return JSON.writeValueAsBytes(root);
    }

    static KmsKey read(byte[] plaintext) throws IOException {
        var root = JSON.readTree(plaintext);
        var materials = new ArrayList<KeyMaterial>();
        for (JsonNode node : root.path("materials")) {
            materials.add(new KeyMaterial(
                    materials.size() + 1,
                    Instant.parse(node.path("created").asText()),
                    node.path("bytes").binaryValue()));
        }
        var grants = new ArrayList<Grant>();
        root.path("grants").forEach(node -> grants.add(grant(node)));
        var deletion = optional(root, "deletion");
        return new KmsKey(
                UUID.fromString(root.path("id").asText()),
                Instant.parse(root.path("created").asText()),
                KeyState.valueOf(root.path("state").asText()),
                deletion == null ? null : Instant.parse(deletion),
                root.path("description").asText(),
                Policy.ofKey(root.path("policy").asText()),
                materials,
                grants,
                texts(root.path("tags")));
    }

    private static void write(ObjectNode node, Grant grant) {
        node.put("id", grant.id())
                .put("token", grant.token())
                .put("grantee", grant.grantee())
                .put("retiring", grant.retiring())
                .put("name", grant.name())
                .put("created", grant.created().toString())
                .set("operations", JSON.valueToTree(grant.operations()));
        node.set("exact", JSON.valueToTree(grant.exact()));
        node.set("subset", JSON.valueToTree(grant.subset()));
    }

    private static Grant grant(JsonNode node) {
        var operations = new ArrayList<String>();
        node.path("operations").forEach(operation -> operations.add(operation.asText()));
        return new Grant(
                node.path("id").asText(),
                node.path("token").asText(),
                node.path("grantee").asText(),
                optional(node, "retiring"),
                optional(node, "name"),
                Instant.parse(node.path("created").asText()),
                List.copyOf(operations),
                node.path("exact").isObject() ? texts(node.path("exact")) : null,
                node.path("subset").isObject() ? texts(node.path("subset")) : null);
    }

    static Map<String, String> texts(JsonNode node) {
        var texts = new TreeMap<String, String>();
        node.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static @Nullable String optional(JsonNode node, String name) {
        return node.path(name).isTextual() ? node.path(name).asText() : null;
    }
}
