package dev.sallyport.vault.json;

import dev.sallyport.crypto.codec.JsonValue;
import dev.sallyport.crypto.codec.JsonValue.JsonArray;
import dev.sallyport.crypto.codec.JsonValue.JsonBool;
import dev.sallyport.crypto.codec.JsonValue.JsonNull;
import dev.sallyport.crypto.codec.JsonValue.JsonNumber;
import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.JsonValue.JsonString;
import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.codec.StrictBase64;
import dev.sallyport.crypto.codec.StrictJson;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The body of a call as one strictly read JSON object. Every mismatch is a 400 that names the member and repeats no
/// value.
public final class JsonBody {
    private static final int MAX_LIST = 1000;

    private final JsonObject json;

    private JsonBody(JsonObject json) {
        this.json = json;
    }

    /// Reads the body; members other than `known` are refused, so that a typing error is not silently ignored.
    public static JsonBody of(byte[] body, Set<String> known) {
        JsonObject json;
        try {
            json = StrictJson.parseObject(body);
        } catch (MalformedException e) {
            throw new ProblemException(
                    ProblemCode.INVALID_JSON, "The body is not one acceptable JSON object.", "json: " + e.getMessage());
        }
        for (String member : json.members().keySet()) {
            if (!known.contains(member)) {
                throw invalid(member.matches("[a-z_]{1,32}") ? member : "(a member)", "is not known here");
            }
        }
        return new JsonBody(json);
    }

    /// The same for a call whose body may be left out.
    public static JsonBody ofOptional(byte @Nullable [] body, Set<String> known) {
        return body == null || body.length == 0 ? new JsonBody(new JsonObject(Map.of())) : of(body, known);
    }

    public boolean has(String name) {
        var value = json.find(name);
        return value != null && !(value instanceof JsonNull);
    }

    /// Whether the member is there and says null.
    public boolean isNull(String name) {
        return json.find(name) instanceof JsonNull;
    }

    /// The member as it came, where it is there and not null.
    public Optional<JsonValue> value(String name) {
        return has(name) ? Optional.ofNullable(json.find(name)) : Optional.empty();
    }

    /// A text of 1 to `maxLength` characters without control characters.
    public String text(String name, int maxLength) {
        return optionalText(name, maxLength).orElseThrow(() -> invalid(name, "is missing"));
    }

    public Optional<String> optionalText(String name, int maxLength) {
        if (!has(name)) {
            return Optional.empty();
        }
        if (json.find(name) instanceof JsonString(String value)
                && !value.isBlank()
                && value.length() <= maxLength
                && value.chars().noneMatch(Character::isISOControl)) {
            return Optional.of(value);
        }
        throw invalid(name, "must be a text of 1 to " + maxLength + " characters");
    }

    public Optional<Long> optionalInteger(String name, long min, long max) {
        if (!has(name)) {
            return Optional.empty();
        }
        try {
            if (json.find(name) instanceof JsonNumber number && number.asLong() >= min && number.asLong() <= max) {
                return Optional.of(number.asLong());
            }
        } catch (MalformedException e) {
            // said below, like every number that is out of bounds
        }
        throw invalid(name, "must be a whole number from " + min + " to " + max);
    }

    public boolean flag(String name) {
        if (!has(name)) {
            return false;
        }
        if (json.find(name) instanceof JsonBool(boolean value)) {
            return value;
        }
        throw invalid(name, "must be true or false");
    }

    /// Base64 in its strict form of exactly `lengthBytes` bytes.
    public byte[] bytes(String name, int lengthBytes) {
        if (json.find(name) instanceof JsonString(String value)) {
            try {
                return StrictBase64.decode(value, lengthBytes);
            } catch (MalformedException e) {
                // said below
            }
        }
        throw invalid(name, "must be " + lengthBytes + " bytes in base64");
    }

    public Optional<Instant> optionalTime(String name) {
        return optionalText(name, 40).map(text -> {
            try {
                return Instant.parse(text);
            } catch (DateTimeParseException e) {
                throw invalid(name, "must be a time in RFC 3339, UTC");
            }
        });
    }

    /// A list of distinct texts.
    public Optional<List<String>> optionalTexts(String name, int maxLength) {
        if (!has(name)) {
            return Optional.empty();
        }
        if (!(json.find(name) instanceof JsonArray(List<JsonValue> values)) || values.size() > MAX_LIST) {
            throw invalid(name, "must be a list of texts");
        }
        var texts = new ArrayList<String>();
        for (JsonValue value : values) {
            if (!(value instanceof JsonString(String text)) || text.isEmpty() || text.length() > maxLength) {
                throw invalid(name, "must be a list of texts");
            }
            if (texts.contains(text)) {
                throw invalid(name, "names something twice");
            }
            texts.add(text);
        }
        return Optional.of(texts);
    }

    /// An object of any content, bounded by the body's own limit.
    public Optional<JsonObject> optionalObject(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        if (json.find(name) instanceof JsonObject object) {
            return Optional.of(object);
        }
        throw invalid(name, "must be an object");
    }

    /// The 400 for a member.
    public static ProblemException invalid(String member, String what) {
        return new ProblemException(
                        ProblemCode.INVALID_REQUEST,
                        "The member " + member + " " + what + ".",
                        "invalid member " + member)
                .with("member", member);
    }
}
