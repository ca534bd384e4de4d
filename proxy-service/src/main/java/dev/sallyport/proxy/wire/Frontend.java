package dev.sallyport.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes the messages that a client sends. Source: PostgreSQL protocol 3.0, "Message Formats".
final class Frontend {

    private static final int PROTOCOL_3_0 = 196_608;
    private static final int SSL_REQUEST = 80_877_103;
    private static final int CANCEL_REQUEST = 80_877_102;

    private Frontend() {}

    static void sslRequest(ByteBuf out) {
        out.writeInt(8).writeInt(SSL_REQUEST);
    }

    static void cancelRequest(ByteBuf out, int processId, int secretKey) {
        out.writeInt(16).writeInt(CANCEL_REQUEST).writeInt(processId).writeInt(secretKey);
    }

    static void startup(ByteBuf out, Login login) {
        int start = out.writerIndex();
        out.writeInt(0).writeInt(PROTOCOL_3_0);
        text(out, "user");
        text(out, login.user());
        text(out, "database");
        text(out, login.database());
        for (Map.Entry<String, String> setting : login.settings().entrySet()) {
            text(out, setting.getKey());
            text(out, setting.getValue());
        }
        out.writeByte(0);
        out.setInt(start, out.writerIndex() - start);
    }

    static void saslInitialResponse(ByteBuf out, String mechanism, byte[] message) {
        int start = begin(out, 'p');
        text(out, mechanism);
        out.writeInt(message.length).writeBytes(message);
        end(out, start);
    }

    static void saslResponse(ByteBuf out, byte[] message) {
        int start = begin(out, 'p');
        out.writeBytes(message);
        end(out, start);
    }

    static void parse(ByteBuf out, String name, String sql) {
        int start = begin(out, 'P');
        text(out, name);
        text(out, sql);
        out.writeShort(0);
        end(out, start);
    }

    static void describeStatement(ByteBuf out, String name) {
        int start = begin(out, 'D');
        out.writeByte('S');
        text(out, name);
        end(out, start);
    }

    /// Binds the unnamed portal; all parameters and all results in text form.
    static void bind(ByteBuf out, String statement, List<byte @Nullable []> parameters) {
        int start = begin(out, 'B');
        out.writeByte(0);
        text(out, statement);
        out.writeShort(0);
        out.writeShort(parameters.size());
        for (byte @Nullable [] parameter : parameters) {
            if (parameter == null) {
                out.writeInt(-1);
            } else {
                out.writeInt(parameter.length).writeBytes(parameter);
            }
        }
        out.writeShort(0);
        end(out, start);
    }

    static void execute(ByteBuf out, int maxRows) {
        int start = begin(out, 'E');
        out.writeByte(0).writeInt(maxRows);
        end(out, start);
    }

    static void closeStatement(ByteBuf out, String name) {
        int start = begin(out, 'C');
        out.writeByte('S');
        text(out, name);
        end(out, start);
    }

    static void sync(ByteBuf out) {
        out.writeByte('S').writeInt(4);
    }

    static void terminate(ByteBuf out) {
        out.writeByte('X').writeInt(4);
    }

    private static int begin(ByteBuf out, char type) {
        out.writeByte(type);
        int start = out.writerIndex();
        out.writeInt(0);
        return start;
    }

    private static void end(ByteBuf out, int start) {
        out.setInt(start, out.writerIndex() - start);
    }

    /// A C string. NUL would end it early and let the rest of the text become another field, so it is refused.
    private static void text(ByteBuf out, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("text holds NUL");
        }
        out.writeCharSequence(text, StandardCharsets.UTF_8);
        out.writeByte(0);
    }
}
