package dev.sallyport.proxy.value;

import dev.sallyport.proxy.wire.ProtocolViolation;
import dev.sallyport.proxy.wire.RowSink;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.List;

/// Writes rows as `[v,v],[v,v]` into an answer. One copy of each row's bytes, no object per value. Not thread safe.
public final class ResultWriter implements RowSink {

    private final JsonBytes out;
    private final List<PgType> types;
    private final long maxRows;
    private byte[] scratch = new byte[512];
    private long rows;
    private boolean more;

    /// @param maxRows rows to keep; one more only sets [#hasMore]
    public ResultWriter(JsonBytes out, List<PgType> types, long maxRows) {
        this.out = out;
        this.types = types;
        this.maxRows = maxRows;
    }

    public long rows() {
        return rows;
    }

    /// Whether there were rows past the limit.
    public boolean hasMore() {
        return more;
    }

    /// Zeroes the copy of the last row.
    public void wipe() {
        Arrays.fill(scratch, (byte) 0);
    }

    @Override
    public void row(ByteBuf row, int columns) {
        if (rows == maxRows) {
            if (more) {
                throw new ProtocolViolation("more rows than were asked for");
            }
            more = true;
            return;
        }
        int length = row.readableBytes();
        if (length > scratch.length) {
            scratch = new byte[Math.max(length, scratch.length * 2)];
        }
        row.readBytes(scratch, 0, length);
        if (rows++ > 0) {
            out.raw(',');
        }
        out.raw('[');
        int at = 0;
        for (int column = 0; column < columns; column++) {
            if (column > 0) {
                out.raw(',');
            }
            at = value(column, at, length);
        }
        out.raw(']');
    }

    @Override
    public void tooLong() {
        throw new AnswerTooLarge();
    }

    private int value(int column, int at, int end) {
        if (at + 4 > end) {
            throw new ProtocolViolation("row too short");
        }
        int length = (scratch[at] & 0xFF) << 24
                | (scratch[at + 1] & 0xFF) << 16
                | (scratch[at + 2] & 0xFF) << 8
                | (scratch[at + 3] & 0xFF);
        int from = at + 4;
        if (length == -1) {
            out.raw("null");
            return from;
        }
        if (length < 0 || length > end - from) {
            throw new ProtocolViolation("value length out of bounds");
        }
        try {
            write(types.get(column), from, length);
        } catch (ValueRefused e) {
            throw e.at("column " + (column + 1));
        }
        return from + length;
    }

    private void write(PgType type, int from, int length) {
        switch (type) {
            case PgType.Scalar scalar -> ValueText.write(out, scalar.form(), scratch, from, length);
            case PgType.Array array -> ArrayText.write(out, array, scratch, from, length);
        }
    }
}
