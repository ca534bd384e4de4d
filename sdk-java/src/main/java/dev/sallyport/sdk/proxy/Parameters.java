package dev.sallyport.sdk.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.ZonedDateTime;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Java values as the proxy takes them: JSON numbers only where they are exact, so int8 and numeric go as text, bytes as
 * base64, times in ISO 8601.
 */
final class Parameters {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Parameters() {}

    static ArrayNode toJson(@Nullable Object... params) {
        ArrayNode array = JSON.arrayNode(params.length);
        for (Object param : params) {
            array.add(toJson(param));
        }
        return array;
    }

    static ObjectNode toJson(Map<?, ? extends @Nullable Object> members) {
        ObjectNode object = JSON.objectNode();
        members.forEach((name, value) -> object.set(String.valueOf(name), toJson(value)));
        return object;
    }

    private static JsonNode toJson(@Nullable Object value) {
        if (value == null) {
            return JSON.nullNode();
        }
        if (value instanceof JsonNode node) {
            return node;
        }
        if (value instanceof Boolean bool) {
            return JSON.booleanNode(bool);
        }
        if (value instanceof Number number) {
            return number(number);
        }
        if (value instanceof byte[] bytes) {
            return JSON.textNode(Base64.getEncoder().encodeToString(bytes));
        }
        if (value instanceof Object[] array) {
            return toJson(array);
        }
        if (value instanceof Iterable<?> values) {
            ArrayNode array = JSON.arrayNode();
            values.forEach(element -> array.add(toJson(element)));
            return array;
        }
        if (value instanceof Map<?, ?> map) {
            return toJson(map);
        }
        return JSON.textNode(text(value));
    }

    private static JsonNode number(Number number) {
        if (number instanceof Integer || number instanceof Short || number instanceof Byte) {
            return JSON.numberNode(number.intValue());
        }
        if (number instanceof Double || number instanceof Float) {
            double value = number.doubleValue();
            return Double.isFinite(value) ? JSON.numberNode(value) : JSON.textNode(number.toString());
        }
        if (number instanceof Long || number instanceof BigInteger) {
            return JSON.textNode(number.toString());
        }
        if (number instanceof BigDecimal decimal) {
            return JSON.textNode(decimal.toPlainString());
        }
        throw refused(number);
    }

    private static String text(Object value) {
        if (value instanceof ZonedDateTime zoned) {
            return zoned.toOffsetDateTime().toString();
        }
        if (value instanceof CharSequence
                || value instanceof Character
                || value instanceof UUID
                || value instanceof Instant
                || value instanceof OffsetDateTime
                || value instanceof OffsetTime
                || value instanceof LocalDateTime
                || value instanceof LocalDate
                || value instanceof LocalTime
                || value instanceof Duration
                || value instanceof Period) {
            return value.toString();
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        throw refused(value);
    }

    private static IllegalArgumentException refused(Object value) {
        return new IllegalArgumentException(
                "a parameter of " + value.getClass().getName() + " has no defined form; pass a text or a JsonNode");
    }
}
