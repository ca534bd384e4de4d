package dev.sallyport.sdk.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One value of a row, read as the Java type that the caller asks for. Every accessor but {@link #isNull()} and
 * {@link #json()} refuses a NULL with {@link IllegalStateException}, and a value of another type with
 * {@link IllegalArgumentException} that names the column and both types, never the value.
 *
 * @param column where it stands
 * @param json the value as the answer carries it
 */
public record Cell(Column column, JsonNode json) {

    /** Whether it is SQL's NULL. */
    public boolean isNull() {
        return json.isNull();
    }

    /** A text of any type: exactly what the answer carries, so it goes back in as a parameter unchanged. */
    public String asText() {
        return present().isValueNode() ? json.asText() : json.toString();
    }

    /** bool. */
    public boolean asBoolean() {
        if (!present().isBoolean()) {
            throw mismatch("boolean", null);
        }
        return json.booleanValue();
    }

    /** int2 and int4, and larger types while the value fits. */
    public int asInt() {
        return read("int", text -> new BigDecimal(text).intValueExact());
    }

    /** int2, int4 and int8, and numeric while the value is whole and fits. */
    public long asLong() {
        return read("long", text -> new BigDecimal(text).longValueExact());
    }

    /** float4 and float8, NaN and the infinities included. */
    public double asDouble() {
        return read("double", Double::parseDouble);
    }

    /** Any exact number, its scale kept. */
    public BigDecimal asBigDecimal() {
        return read("BigDecimal", BigDecimal::new);
    }

    /** uuid. */
    public UUID asUuid() {
        return read("UUID", UUID::fromString);
    }

    /** bytea. */
    public byte[] asBytes() {
        return read("byte[]", text -> Base64.getDecoder().decode(text));
    }

    /** timestamptz, as a point in time. */
    public Instant asInstant() {
        return read("Instant", text -> OffsetDateTime.parse(text).toInstant());
    }

    /** timestamptz, with the offset of the answer. */
    public OffsetDateTime asOffsetDateTime() {
        return read("OffsetDateTime", OffsetDateTime::parse);
    }

    /** timestamp without time zone. */
    public LocalDateTime asLocalDateTime() {
        return read("LocalDateTime", LocalDateTime::parse);
    }

    /** date. */
    public LocalDate asLocalDate() {
        return read("LocalDate", LocalDate::parse);
    }

    /** time without time zone. */
    public LocalTime asLocalTime() {
        return read("LocalTime", LocalTime::parse);
    }

    private <T> T read(String wanted, Function<String, T> reader) {
        if (!present().isValueNode() || json.isBoolean()) {
            throw mismatch(wanted, null);
        }
        try {
            return reader.apply(json.asText());
        } catch (RuntimeException e) {
            throw mismatch(wanted, e);
        }
    }

    private JsonNode present() {
        if (isNull()) {
            throw new IllegalStateException("column " + column.name() + " is NULL here");
        }
        return json;
    }

    /** The cause is dropped where its message repeats the value. */
    private IllegalArgumentException mismatch(String wanted, @Nullable RuntimeException cause) {
        String kind = cause == null ? "" : " (" + cause.getClass().getSimpleName() + ")";
        return new IllegalArgumentException(
                "column " + column.name() + " of type " + column.type() + " does not read as " + wanted + kind);
    }

    @Override
    public String toString() {
        return "Cell[" + column.name() + " " + column.type() + "]";
    }
}
