package dev.sallyport.proxy.value;

/// Writes one value of a scalar type from PostgreSQL's text form to JSON.
final class ValueText {

    private ValueText() {}

    static void write(JsonBytes out, Form form, byte[] source, int from, int length) {
        switch (form) {
            case NUMBER -> number(out, source, from, length);
            case BOOLEAN -> out.raw(length == 1 && source[from] == 't' ? "true" : "false");
            case BYTES -> bytes(out, source, from, length);
            case JSON -> {
                JsonShape.requireStrict(source, from, length);
                document(out, source, from, length);
            }
            case JSONB -> {
                JsonShape.requireShallow(source, from, length);
                document(out, source, from, length);
            }
            case TIMESTAMP -> timestamp(out, source, from, length, false);
            case INSTANT -> timestamp(out, source, from, length, true);
            case EXACT_NUMBER, TEXT -> out.string(source, from, length);
        }
    }

    /// A document that would be read as something else stands in a wrapper; see [JsonWrapper].
    private static void document(JsonBytes out, byte[] source, int from, int length) {
        boolean wrap = JsonWrapper.isNeeded(source, from, length);
        if (wrap) {
            out.raw(JsonWrapper.OPEN);
        }
        out.raw(source, from, length);
        if (wrap) {
            out.raw('}');
        }
    }

    private static void number(JsonBytes out, byte[] source, int from, int length) {
        byte last = source[from + length - 1];
        boolean negativeZero = length == 2 && source[from] == '-' && last == '0';
        if (last >= '0' && last <= '9' && !negativeZero) {
            out.raw(source, from, length);
        } else {
            out.string(source, from, length);
        }
    }

    private static void bytes(JsonBytes out, byte[] source, int from, int length) {
        if (length < 2 || length % 2 != 0 || source[from] != '\\' || source[from + 1] != 'x') {
            throw new ValueRefused("22023", "bytea is not in hexadecimal form");
        }
        out.base64OfHex(source, from + 2, length - 2);
    }

    /// `2026-01-31 23:59:59.5+00` becomes `2026-01-31T23:59:59.5Z`; whatever has another shape stays as it is.
    private static void timestamp(JsonBytes out, byte[] source, int from, int length, boolean zoned) {
        int end = from + length;
        boolean utc = end - from > 3 && source[end - 3] == '+' && source[end - 2] == '0' && source[end - 1] == '0';
        byte last = length == 0 ? 0 : source[end - 1];
        boolean plain = length >= 19 && source[from + 10] == ' ' && last >= '0' && last <= '9' && utc == zoned;
        if (!plain) {
            out.string(source, from, length);
            return;
        }
        out.raw('"').raw(source, from, 10).raw('T');
        out.raw(source, from + 11, length - 11 - (zoned ? 3 : 0));
        out.raw(zoned ? "Z\"" : "\"");
    }
}
