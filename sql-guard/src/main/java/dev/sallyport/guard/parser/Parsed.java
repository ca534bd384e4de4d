package dev.sallyport.guard.parser;

/// What the parser says about a text.
public sealed interface Parsed {

    /// PostgreSQL's grammar accepts the text.
    ///
    /// @param text what was parsed; locations in the JSON are byte offsets into it
    /// @param json libpg_query's JSON in UTF-8, an object with `version` and `stmts`; the receiver owns the array
    record Tree(SqlText text, byte[] json) implements Parsed {}

    /// PostgreSQL's grammar refuses the text.
    ///
    /// @param message PostgreSQL's own, e.g. `syntax error at or near "FORM"`; it repeats a word of the text
    record SyntaxError(String message, TextPosition position) implements Parsed {

        public int byteOffset() {
            return position.byteOffset();
        }

        public int line() {
            return position.line();
        }

        public int column() {
            return position.column();
        }
    }

    /// Nobody knows whether the grammar accepts the text: treat it as blocked.
    record Refused(Reason reason) implements Parsed {}

    /// Why a text was not parsed to an end.
    enum Reason {
        /// More bytes than the pool's settings allow.
        TOO_LONG,
        /// Nested deeper than the parser's stacks hold.
        TOO_DEEP,
        /// Needs more than the memory cap.
        TOO_LARGE,
        /// Not parsed within the deadline, waiting included.
        DEADLINE,
        /// NUL, bad UTF-8 or a lone surrogate.
        BAD_TEXT,
        /// The parser failed in a way that it should not.
        FAULT,
        /// The queue is full.
        POOL_BUSY,
        /// The pool is closed or cannot make parsers.
        POOL_DEAD
    }
}
