package dev.sallyport.vault.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.codec.JsonValue;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes JSON, and reads again what this service itself has written.
public final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static {
        MAPPER.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(64).build());
    }

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    public static ArrayNode texts(Collection<String> texts) {
        var array = array();
        texts.forEach(array::add);
        return array;
    }

    /// Sets an RFC 3339 time, or null where there is none.
    public static void time(ObjectNode object, String name, @Nullable Instant time) {
        object.put(name, time == null ? null : time.toString());
    }

    /// Sets Unix milliseconds, or null where there is none.
    public static void millis(ObjectNode object, String name, @Nullable Instant time) {
        object.put(name, time == null ? null : time.toEpochMilli());
    }

    public static byte[] bytes(JsonNode json) {
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    public static String text(JsonNode json) {
        return json.toString();
    }

    /// Reads a text of the service's own tables.
    public static JsonNode read(String stored) {
        try {
            return MAPPER.readTree(stored);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored JSON cannot be read", e);
        }
    }

    /// A stored list of texts; empty where nothing is stored.
    public static Optional<List<String>> readTexts(@Nullable String stored) {
        if (stored == null) {
            return Optional.empty();
        }
        var texts = new java.util.ArrayList<String>();
        read(stored).forEach(text -> texts.add(text.asText()));
        return Optional.of(texts);
    }

    /// A strictly read value as a tree. Numbers keep their digits.
    public static JsonNode tree(JsonValue value) {
        return switch (value) {
            case JsonValue.JsonObject object -> {
                var node = object();
                object.members().forEach((name, member) -> node.set(name, tree(member)));
                yield node;
            }
            case JsonValue.JsonArray array -> {
                var node = array();
                array.values().forEach(each -> node.add(tree(each)));
                yield node;
            }
            case JsonValue.JsonString string -> JsonNodeFactory.instance.textNode(string.value());
            case JsonValue.JsonNumber number -> number(number.text());
            case JsonValue.JsonBool bool -> JsonNodeFactory.instance.booleanNode(bool.value());
            case JsonValue.JsonNull ignored -> JsonNodeFactory.instance.nullNode();
        };
    }

    private static JsonNode number(String text) {
        if (text.length() > 64) {
            throw JsonBody.invalid("(a number)", "has too many digits");
        }
        var number = new java.math.BigDecimal(text);
        if (Math.abs((long) number.scale()) > 400) {
            throw JsonBody.invalid("(a number)", "is out of bounds");
        }
        return JsonNodeFactory.instance.numberNode(number);
    }
}
