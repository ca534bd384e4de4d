package dev.sallyport.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the messages that a server sends; everything out of bounds is a [ProtocolViolation].
final class Backend {

    /// PostgreSQL's own limit of a target list (MaxTupleAttributeNumber).
    private static final int MOST_COLUMNS = 1664;

    private static final int MOST_PARAMETERS = 65_535;
    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_TEXT = 1024;

    private Backend() {}

    static List<Integer> parameterTypes(ByteBuf body) {
        int count = unsignedShort(body, MOST_PARAMETERS, "parameter count");
        List<Integer> types = new ArrayList<>(Math.min(count, 64));
        for (int i = 0; i < count; i++) {
            need(body, 4);
            types.add(body.readInt());
        }
        return types;
    }

    static List<StatementShape.Column> columns(ByteBuf body) {
        int count = unsignedShort(body, MOST_COLUMNS, "column count");
        List<StatementShape.Column> columns = new ArrayList<>(Math.min(count, 64));
        for (int i = 0; i < count; i++) {
            String name = text(body, LONGEST_NAME);
            need(body, 18);
            body.skipBytes(6);
            int type = body.readInt();
            body.skipBytes(8);
            columns.add(new StatementShape.Column(name, type));
        }
        return columns;
    }

    static int columnCount(ByteBuf body) {
        return unsignedShort(body, MOST_COLUMNS, "column count");
    }

    static ServerError error(ByteBuf body) {
        String state = "XX000";
        String message = "";
        int position = 0;
        @Nullable String table = null;
        @Nullable String column = null;
        @Nullable String constraint = null;
        while (body.isReadable()) {
            byte field = body.readByte();
            if (field == 0) {
                break;
            }
            String value = text(body, Integer.MAX_VALUE);
            switch (field) {
                case 'C' -> state = value.matches("[0-9A-Z]{5}") ? value : "XX000";
                case 'M' -> message = clip(value);
                case 'P' -> position = value.matches("[0-9]{1,9}") ? Integer.parseInt(value) : 0;
                case 't' -> table = clip(value);
                case 'c' -> column = clip(value);
                case 'n' -> constraint = clip(value);
                default -> {}
            }
        }
        return new ServerError(state, message, position, table, column, constraint);
    }

    /// The beginning of an error or notice as a message that ends, with the last of its texts cut.
    static ByteBuf ended(ByteBuf start) {
        return Unpooled.buffer(start.readableBytes() + 2).writeBytes(start).writeZero(2);
    }

    /// A C string of at most `longest` bytes.
    static String text(ByteBuf body, int longest) {
        int length = body.bytesBefore((byte) 0);
        if (length < 0 || length > longest) {
            throw new ProtocolViolation("text without an end");
        }
        String text = body.toString(body.readerIndex(), length, StandardCharsets.UTF_8);
        body.skipBytes(length + 1);
        return text;
    }

    static int integer(ByteBuf body) {
        need(body, 4);
        return body.readInt();
    }

    private static int unsignedShort(ByteBuf body, int most, String what) {
        need(body, 2);
        int value = body.readUnsignedShort();
        if (value > most) {
            throw new ProtocolViolation(what);
        }
        return value;
    }

    private static void need(ByteBuf body, int bytes) {
        if (body.readableBytes() < bytes) {
            throw new ProtocolViolation("message too short");
        }
    }

    private static String clip(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
    }
}
