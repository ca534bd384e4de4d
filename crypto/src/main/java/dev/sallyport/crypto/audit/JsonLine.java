package dev.sallyport.crypto.audit;

import dev.sallyport.crypto.codec.StrictBase64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON value on one line in printable ASCII: everything else is escaped, so no value can end a line, move a
 * cursor, or hide. Members stand in the order in which they are written. Not thread safe.
 */
public final class JsonLine {
    private final StringBuilder out = new StringBuilder(512);
    private boolean first = true;

    /** Starts an object. */
    public JsonLine open() {
        out.append('{');
        first = true;
        return this;
    }

    public JsonLine close() {
        out.append('}');
        first = false;
        return this;
    }

    public JsonLine open(String member) {
        name(member);
        return open();
    }

    public JsonLine openList(String member) {
        name(member);
        out.append('[');
        first = true;
        return this;
    }

    /** Starts an object in a list. */
    public JsonLine openElement() {
        comma();
        return open();
    }

    public JsonLine closeList() {
        out.append(']');
        first = false;
        return this;
    }

    /** A member; null is written as null. */
    public JsonLine text(String member, @Nullable String value) {
        name(member);
        if (value == null) {
            out.append("null");
        } else {
            quote(value);
        }
        return this;
    }

    public JsonLine number(String member, long value) {
        name(member);
        out.append(value);
        return this;
    }

    public JsonLine bytes(String member, byte[] value) {
        return text(member, StrictBase64.encode(value));
    }

    public JsonLine texts(String member, List<String> values) {
        openList(member);
        for (String value : values) {
            comma();
            quote(value);
        }
        return closeList();
    }

    public JsonLine hashes(String member, List<Hash32> values) {
        return texts(
                member,
                values.stream().map(hash -> StrictBase64.encode(hash.bytes())).toList());
    }

    /** A member whose value is JSON that this class wrote. */
    public JsonLine json(String member, String value) {
        name(member);
        out.append(value);
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }

    private void name(String member) {
        comma();
        quote(member);
        out.append(':');
    }

    private void comma() {
        if (!first) {
            out.append(',');
        }
        first = false;
    }

    private void quote(String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || c > 0x7e) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
