package dev.sallyport.testkit.hostile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// What the server sends as the answer to a query. Those that have no end return when the client goes away.
final class HostileAnswers {

    private static final int TEXT_OID = 25;
    private static final int MOST_COLUMNS = Short.MAX_VALUE;

    private HostileAnswers() {}

    static void send(Misbehaviour misbehaviour, Wire wire) throws IOException {
        switch (misbehaviour) {
            case MILLION_COLUMNS -> {
                for (int columns = 0; columns < 1_000_000; columns += MOST_COLUMNS) {
                    wire.send('T', description(MOST_COLUMNS));
                }
            }
            case COLUMNS_THAT_ARE_NOT_THERE ->
                wire.send('T', ByteBuffer.allocate(2).putShort(Short.MAX_VALUE).array());
            case HUGE_ROW -> {
                describe(wire);
                wire.head('D', Integer.MAX_VALUE);
                wire.raw(ByteBuffer.allocate(6)
                        .putShort((short) 1)
                        .putInt(Integer.MAX_VALUE - 10)
                        .array());
                HostileSession.flood(wire, new byte[65_536]);
            }
            case NEGATIVE_VALUE_LENGTH -> {
                describe(wire);
                wire.send(
                        'D',
                        ByteBuffer.allocate(6).putShort((short) 1).putInt(-2).array());
            }
            case ENDLESS_ROWS -> {
                describe(wire);
                var value = "row ".repeat(200).getBytes(StandardCharsets.US_ASCII);
                HostileSession.flood(
                        wire,
                        Wire.bytes(
                                'D',
                                ByteBuffer.allocate(6 + value.length)
                                        .putShort((short) 1)
                                        .putInt(value.length)
                                        .put(value)
                                        .array()));
            }
            case ENDLESS_NOTICES_FOR_QUERY -> HostileSession.flood(wire, HostileSession.notice());
            case ERROR_WITHOUT_SQLSTATE_FOR_QUERY -> {
                wire.send('E', Wire.fields("SERROR", "Mno code", ""));
                wire.send('Z', new byte[] {'I'});
            }
            // The others have had their turn: the query stays without an answer.
            default -> {}
        }
    }

    /// ParameterDescription without parameters, RowDescription of one text column, BindComplete.
    private static void describe(Wire wire) throws IOException {
        wire.send('t', new byte[2]);
        wire.send('T', description(1));
        wire.send('2', new byte[0]);
    }

    private static byte[] description(int columns) {
        var name = "c".repeat(60).getBytes(StandardCharsets.US_ASCII);
        var body = ByteBuffer.allocate(2 + columns * (name.length + 19)).putShort((short) columns);
        for (int i = 0; i < columns; i++) {
            body.put(name)
                    .put((byte) 0)
                    .putInt(0)
                    .putShort((short) 0)
                    .putInt(TEXT_OID)
                    .putShort((short) -1)
                    .putInt(-1)
                    .putShort((short) 0);
        }
        return body.array();
    }
}
