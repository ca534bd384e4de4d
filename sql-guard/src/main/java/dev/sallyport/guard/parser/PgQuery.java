package dev.sallyport.guard.parser;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.Instance;
import java.util.Map;

/// One instance of libpg_query. Not thread-safe. After any exception out of a method here the instance is not to be
/// used again: its memory may be half written.
final class PgQuery {

    /// PgQueryParseResult: parse_tree, stderr_buffer, error; PgQueryError: message, funcname, filename, lineno,
    /// cursorpos. Source: pg_query.h of libpg_query 17.
    private static final int RESULT_ERROR = 8;

    private static final int ERROR_CURSOR = 16;

    private final FlatMemory memory;
    private final HostFunctions host;
    private final ModuleStack stack;
    private final ExportFunction malloc;
    private final ExportFunction free;
    private final ExportFunction parse;
    private final ExportFunction freeParsed;
    private final ExportFunction fingerprint;
    private final ExportFunction normalize;
    private final ExportFunction freeString;

    PgQuery(FlatMemory memory, Exports exports, HostFunctions host, ModuleStack stack) {
        this.memory = memory;
        this.host = host;
        this.stack = stack;
        malloc = exports.function("_malloc");
        free = exports.function("_free");
        parse = exports.function("_wasm_parse_query_raw");
        freeParsed = exports.function("_wasm_free_parse_result");
        fingerprint = exports.function("_wasm_fingerprint");
        normalize = exports.function("_wasm_normalize_query");
        freeString = exports.function("_wasm_free_string");
    }

    /// A tree, a syntax error, or TOO_DEEP and TOO_LARGE where the grammar itself says so.
    Parsed parsed(SqlText text) {
        int sql = copyIn(text);
        int result = call(parse, sql);
        if (result == 0) {
            throw new OutOfMemory();
        }
        int error = memory.readInt(result + RESULT_ERROR);
        Parsed answer = error == 0
                ? new Parsed.Tree(text, string(memory.readInt(result)))
                : refusal(new String(string(memory.readInt(error)), UTF_8), memory.readInt(error + ERROR_CURSOR), text);
        requireStack();
        freeParsed.apply(result);
        free.apply(sql);
        return answer;
    }

    /// PostgreSQL counts its cursor in code points from 1; 0 says that it knows no place.
    private static Parsed refusal(String message, int cursor, SqlText text) {
        if (message.equals("out of memory")) {
            throw new OutOfMemory();
        }
        if (message.startsWith("memory exhausted") || message.equals("stack depth limit exceeded")) {
            return new Parsed.Refused(Parsed.Reason.TOO_DEEP);
        }
        return new Parsed.SyntaxError(message, text.atCodePoint(Math.max(0, cursor - 1)));
    }

    /// libpg_query's fingerprint, 16 hex digits. The text must have been parsed before: errors come back in-band.
    String fingerprint(SqlText text) {
        return stringCall(fingerprint, text);
    }

    /// The text with its constants replaced by `$n`. The text must have been parsed before: errors come back in-band.
    String normalize(SqlText text) {
        return stringCall(normalize, text);
    }

    /// The module asked for more memory than it may have.
    boolean hitMemoryCap() {
        return host.refusedGrowth();
    }

    /// The module's stack was used up, or nearly: what it says since may be wrong, and it must not be asked again.
    boolean hitStackEnd() {
        return !memory.isBlank(stack.bottom(), ModuleStack.SPARE_BYTES);
    }

    private void requireStack() {
        if (hitStackEnd()) {
            throw new StackUsedUp();
        }
    }

    /// Bytes of memory that the instance holds now.
    long memoryBytes() {
        return (long) memory.pages() * PgQueryFactory.PAGE_BYTES;
    }

    private String stringCall(ExportFunction function, SqlText text) {
        int sql = copyIn(text);
        int result = call(function, sql);
        if (result == 0) {
            throw new OutOfMemory();
        }
        String answer = new String(string(result), UTF_8);
        requireStack();
        freeString.apply(result);
        free.apply(sql);
        return answer;
    }

    private int copyIn(SqlText text) {
        byte[] utf8 = text.shared();
        int sql = call(malloc, utf8.length + 1);
        if (sql == 0) {
            throw new OutOfMemory();
        }
        memory.write(sql, utf8, 0, utf8.length);
        memory.writeByte(sql + utf8.length, (byte) 0);
        return sql;
    }

    private static int call(ExportFunction function, int argument) {
        return (int) function.apply(argument)[0];
    }

    /// The bytes up to the NUL.
    private byte[] string(int start) {
        int end = start;
        while (memory.read(end) != 0) {
            end++;
        }
        return memory.readBytes(start, end - start);
    }

    /// The module's exports by Emscripten's names.
    record Exports(Instance instance, Map<String, String> letters) {

        ExportFunction function(String name) {
            String letter = letters.get(name);
            if (letter == null) {
                throw new IllegalStateException("the module does not export " + name);
            }
            return instance.export(letter);
        }
    }

    /// The module's stack ended, or nearly.
    static final class StackUsedUp extends RuntimeException {

        private static final long serialVersionUID = 1;
    }

    /// malloc said no at the cap.
    static final class OutOfMemory extends RuntimeException {

        private static final long serialVersionUID = 1;
    }
}
