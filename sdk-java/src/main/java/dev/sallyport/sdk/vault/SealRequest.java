package dev.sallyport.sdk.vault;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.sdk.http.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A credential to seal: its name, its type, and its values, which are lent and never become a {@code String} here. The
 * caller closes the secrets.
 */
public final class SealRequest {

    private final String name;
    private final String type;
    private final Map<String, Secret> values;
    private final OptionalInt ttlDays;

    private SealRequest(String name, String type, Map<String, Secret> values, OptionalInt ttlDays) {
        this.name = requireNonNull(name, "name is null");
        this.type = requireNonNull(type, "type is null");
        this.values = values;
        this.ttlDays = ttlDays;
    }

    /** A database's DSN: {@code postgresql://user:password@host:port/database?sslmode=verify-full}. */
    public static SealRequest database(String name, Secret dsn) {
        return of(name, "database_dsn", Map.of("dsn", dsn));
    }

    /** A credential of any type that the vault knows, with the values of that type. */
    public static SealRequest of(String name, String type, Map<String, Secret> values) {
        return new SealRequest(name, type, new LinkedHashMap<>(values), OptionalInt.empty());
    }

    /** The same, which expires after {@code days}. */
    public SealRequest expiringAfter(int days) {
        return new SealRequest(name, type, values, OptionalInt.of(days));
    }

    /** The body of the call; the caller wipes it. */
    byte[] toBytes() {
        return write(json -> {
            json.writeStringField("name", name);
            json.writeStringField("credential_type", type);
            writeValues(json, values);
            if (ttlDays.isPresent()) {
                json.writeNumberField("ttl_days", ttlDays.getAsInt());
            }
        });
    }

    /** The body of a rotation to new {@code values}; the caller wipes it. */
    static byte[] valuesAlone(Map<String, Secret> values) {
        return write(json -> writeValues(json, values));
    }

    private static void writeValues(JsonGenerator json, Map<String, Secret> values) throws IOException {
        json.writeObjectFieldStart("values");
        for (Map.Entry<String, Secret> value : values.entrySet()) {
            json.writeFieldName(value.getKey());
            value.getValue().reveal(bytes -> {
                try {
                    json.writeUTF8String(bytes, 0, bytes.length);
                    return true;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        json.writeEndObject();
    }

    private static byte[] write(Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        try (JsonGenerator json = Json.mapper().getFactory().createGenerator(bytes)) {
            json.writeStartObject();
            body.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private interface Body {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /** Without the values. */
    @Override
    public String toString() {
        return "SealRequest[" + name + ", " + type + "]";
    }
}
