package dev.sallyport.guard.parser;

/// The size of one pool.
///
/// @param threads parsers, each on a platform thread of its own
/// @param queuedTexts texts that may wait before [Parsed.Reason#POOL_BUSY]
/// @param limits of a text for which the caller names none
public record ParserSettings(int threads, int queuedTexts, TextLimits limits) {

    public ParserSettings {
        if (threads < 1 || queuedTexts < 1) {
            throw new IllegalArgumentException("a pool needs a thread and a place in the queue");
        }
    }

    /// As many threads as cores, 1,024 waiting texts, the limits of a statement.
    public static ParserSettings defaults() {
        return new ParserSettings(Runtime.getRuntime().availableProcessors(), 1024, TextLimits.ofStatement());
    }
}
