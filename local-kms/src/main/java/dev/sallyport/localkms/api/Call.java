package dev.sallyport.localkms.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.localkms.error.KmsError;
import dev.sallyport.localkms.error.KmsException;
import dev.sallyport.localkms.principal.Principal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/// One request of a known principal: typed access to its JSON members with AWS's refusals.
///
/// @param action without prefix, for example `Decrypt`
public record Call(Principal caller, String action, ObjectNode body) {

    private static final int MAX_CONTEXT_BYTES = 8192;

    String text(String name, int maxLength) {
        return optionalText(name, maxLength).orElseThrow(() -> missing(name));
    }

    Optional<String> optionalText(String name, int maxLength) {
        return member(name).map(node -> {
            if (!node.isTextual()) {
                throw wrongType(name);
            }
            if (node.asText().length() > maxLength) {
                throw invalid(name, "Member must have length less than or equal to " + maxLength);
            }
            return node.asText();
        });
    }

    OptionalInt optionalInt(String name, int min, int max) {
        var node = member(name);
        if (node.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!node.get().isIntegralNumber()) {
            throw wrongType(name);
        }
        if (!node.get().canConvertToInt()
                || node.get().asInt() < min
                || node.get().asInt() > max) {
            throw invalid(name, "Member must be between " + min + " and " + max);
        }
        return OptionalInt.of(node.get().asInt());
    }

    boolean flag(String name) {
        return member(name)
                .map(node -> {
                    if (!node.isBoolean()) {
                        throw wrongType(name);
                    }
                    return node.asBoolean();
                })
                .orElse(false);
    }

    /// The bytes of a base64 member; the caller wipes what is secret.
    byte[] blob(String name, int maxBytes) {
        var node = member(name).orElseThrow(() -> missing(name));
        if (!node.isTextual()) {
            throw wrongType(name);
        }
        byte[] bytes;
        try {
            bytes = node.binaryValue();
        } catch (IOException _) {
            throw wrongType(name);
        }
        if (bytes.length < 1 || bytes.length > maxBytes) {
            throw invalid(name, "Member must have length between 1 and " + maxBytes);
        }
        return bytes;
    }

    List<String> texts(String name) {
        var node = member(name);
        if (node.isPresent() && !node.get().isArray()) {
            throw wrongType(name);
        }
        var texts = new ArrayList<String>();
        node.ifPresent(array -> array.forEach(item -> texts.add(asText(item, name))));
        return List.copyOf(texts);
    }

    List<JsonNode> objects(String name) {
        var objects = new ArrayList<JsonNode>();
        member(name)
                .ifPresent(array -> array.forEach(item -> {
                    if (!item.isObject()) {
                        throw wrongType(name);
                    }
                    objects.add(item);
                }));
        return objects;
    }

    Map<String, String> context(String name) {
        return member(name).map(node -> context(node, name)).orElse(Map.of());
    }

    static Map<String, String> context(JsonNode node, String name) {
        if (!node.isObject()) {
            throw wrongType(name);
        }
        var context = new TreeMap<String, String>();
        int size = 0;
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            var value = asText(entry.getValue(), name);
            size += entry.getKey().length() + value.length();
            context.put(entry.getKey(), value);
        }
        if (size > MAX_CONTEXT_BYTES) {
            throw invalid(name, "Member must have size less than or equal to " + MAX_CONTEXT_BYTES);
        }
        return context;
    }

    Optional<JsonNode> member(String name) {
        var node = body.path(name);
        return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(node);
    }

    static KmsException missing(String name) {
        return invalid(name, "Member must not be null");
    }

    static KmsException invalid(String name, String constraint) {
        var member = name.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + name.substring(1);
        return new KmsException(
                KmsError.VALIDATION,
                "1 validation error detected: Value at '" + member + "' failed to satisfy constraint: " + constraint);
    }

    private static String asText(JsonNode node, String name) {
        if (!node.isTextual()) {
            throw wrongType(name);
        }
        return node.asText();
    }

    private static KmsException wrongType(String name) {
        return new KmsException(KmsError.SERIALIZATION, "The member " + name + " has the wrong type.");
    }

    @Override
    public String toString() {
        return "Call[" + action + " by " + caller + "]";
    }
}
