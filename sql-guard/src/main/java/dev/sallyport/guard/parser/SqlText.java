package dev.sallyport.guard.parser;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Optional;

/// A statement text that PostgreSQL could receive: valid UTF-8 without NUL. libpg_query's locations are offsets into
/// these bytes.
///
/// Immutable and safe to share.
public final class SqlText {

    private final byte[] utf8;

    private SqlText(byte[] utf8) {
        this.utf8 = utf8;
    }

    /// Empty when `sql` holds NUL or a lone surrogate.
    public static Optional<SqlText> of(String sql) {
        try {
            ByteBuffer encoded = UTF_8.newEncoder().encode(CharBuffer.wrap(sql));
            return withoutNul(Arrays.copyOf(encoded.array(), encoded.limit()));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /// Empty when `sql` holds NUL or is not UTF-8. Copies the array.
    public static Optional<SqlText> of(byte[] sql) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(sql));
            return withoutNul(sql.clone());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static Optional<SqlText> withoutNul(byte[] utf8) {
        for (byte b : utf8) {
            if (b == 0) {
                return Optional.empty();
            }
        }
        return Optional.of(new SqlText(utf8));
    }

    /// Length in bytes.
    public int length() {
        return utf8.length;
    }

    /// A copy of the bytes.
    public byte[] bytes() {
        return utf8.clone();
    }

    /// The bytes from `from` to before `to`, as text; both are cut to the text's ends.
    public String slice(int from, int to) {
        int start = Math.clamp(from, 0, utf8.length);
        return new String(utf8, start, Math.clamp(to, start, utf8.length) - start, UTF_8);
    }

    /// Line and column of a byte offset (0 to the length, else cut to it).
    public TextPosition at(int byteOffset) {
        int offset = Math.clamp(byteOffset, 0, utf8.length);
        int line = 1;
        int column = 1;
        for (int i = 0; i < offset; i++) {
            if (utf8[i] == '\n') {
                line++;
                column = 1;
            } else if (startsCodePoint(utf8[i])) {
                column++;
            }
        }
        return new TextPosition(offset, line, column);
    }

    /// The byte offset at which the code point with the given index (from 0) starts.
    TextPosition atCodePoint(int index) {
        int seen = 0;
        for (int i = 0; i < utf8.length; i++) {
            if (startsCodePoint(utf8[i]) && seen++ == index) {
                return at(i);
            }
        }
        return at(utf8.length);
    }

    /// The bytes themselves, for the host, which does not change them.
    byte[] shared() {
        return utf8;
    }

    @Override
    public String toString() {
        return new String(utf8, UTF_8);
    }

    private static boolean startsCodePoint(byte b) {
        return (b & 0xC0) != 0x80;
    }
}
