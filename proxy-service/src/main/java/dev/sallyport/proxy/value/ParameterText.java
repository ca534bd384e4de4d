package dev.sallyport.proxy.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.crypto.codec.JsonValue;
import dev.sallyport.crypto.codec.JsonValue.JsonArray;
import dev.sallyport.crypto.codec.JsonValue.JsonBool;
import dev.sallyport.crypto.codec.JsonValue.JsonNull;
import dev.sallyport.crypto.codec.JsonValue.JsonNumber;
import dev.sallyport.crypto.codec.JsonValue.JsonString;
import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.codec.StrictBase64;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns JSON parameters into PostgreSQL's text form by the type that the server gave each of them.
public final class ParameterText {

    private static final int MOST_BYTES = 8 * 1024 * 1024;

    private ParameterText() {}

    /// All parameters of a statement.
    ///
    /// @throws ValueRefused where their number or one of them does not fit
    public static List<byte @Nullable []> of(List<PgType> types, List<JsonValue> values) {
        if (types.size() != values.size()) {
            throw new ValueRefused(
                    "08P01", "statement has " + types.size() + " parameters, " + values.size() + " were given");
        }
        List<byte @Nullable []> texts = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            try {
                texts.add(text(types.get(i), values.get(i)));
            } catch (ValueRefused e) {
                throw e.at("parameter $" + (i + 1));
            }
        }
        return texts;
    }

    static byte @Nullable [] text(PgType type, JsonValue value) {
        if (value instanceof JsonNull) {
            return null;
        }
        return switch (type) {
            case PgType.Scalar(String name, Form form) -> scalar(name, form, value);
            case PgType.Array array -> array(array, value);
        };
    }

    private static byte[] scalar(String name, Form form, JsonValue value) {
        return switch (form) {
            case JSON, JSONB -> json(value);
            case BYTES -> bytea(value);
            case BOOLEAN -> value instanceof JsonBool(boolean bool) ? ascii(bool ? "t" : "f") : string(name, value);
            case NUMBER, EXACT_NUMBER ->
                value instanceof JsonNumber(String digits) ? ascii(digits) : string(name, value);
            case TIMESTAMP, INSTANT, TEXT -> string(name, value);
        };
    }

    private static byte[] string(String name, JsonValue value) {
        if (value instanceof JsonString(String text)) {
            return text.getBytes(UTF_8);
        }
        throw new ValueRefused("42804", "a value of type " + name + " is written as a string");
    }

    private static byte[] json(JsonValue value) {
        JsonBytes out = new JsonBytes(MOST_BYTES);
        JsonText.write(out, JsonWrapper.unwrapped(value));
        return out.take();
    }

    private static byte[] bytea(JsonValue value) {
        if (value instanceof JsonString(String text)) {
            try {
                return ascii("\\x" + HexFormat.of().formatHex(StrictBase64.decode(text)));
            } catch (MalformedException e) {
                throw new ValueRefused("22P02", "a value of type bytea is written in base64");
            }
        }
        throw new ValueRefused("42804", "a value of type bytea is written in base64");
    }

    private static byte[] array(PgType.Array type, JsonValue value) {
        return switch (value) {
            case JsonArray array -> {
                StringBuilder literal = new StringBuilder();
                dimension(type, array, literal);
                yield literal.toString().getBytes(UTF_8);
            }
            default -> string(type.name(), value);
        };
    }

    private static void dimension(PgType.Array type, JsonArray array, StringBuilder literal) {
        boolean json = type.element().form() == Form.JSON || type.element().form() == Form.JSONB;
        literal.append('{');
        for (int i = 0; i < array.values().size(); i++) {
            if (i > 0) {
                literal.append(type.delimiter());
            }
            JsonValue value = array.values().get(i);
            if (value instanceof JsonArray inner && !json) {
                dimension(type, inner, literal);
            } else {
                element(type.element(), value, literal);
            }
        }
        literal.append('}');
    }

    private static void element(PgType.Scalar type, JsonValue value, StringBuilder literal) {
        byte @Nullable [] text = text(type, value);
        if (text == null) {
            literal.append("NULL");
            return;
        }
        literal.append('"');
        for (char c : new String(text, UTF_8).toCharArray()) {
            if (c == '"' || c == '\\') {
                literal.append('\\');
            }
            literal.append(c);
        }
        literal.append('"');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(UTF_8);
    }
}
