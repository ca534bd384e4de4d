package dev.sallyport.guard;

import dev.sallyport.guard.parser.ParserSettings;
import dev.sallyport.guard.parser.TextLimits;
import java.time.Duration;

/// One guard for all tests of the JVM: starting its parsers is the slow part.
public final class Guards {

    /// The usual length with time to spare: the first texts of a cold JVM on a busy machine are slow.
    private static final TextLimits PATIENT =
            new TextLimits(TextLimits.ofStatement().maxBytes(), Duration.ofSeconds(30));

    private static final SqlGuard SHARED = SqlGuard.open(new ParserSettings(2, 1_024, PATIENT), 10_000_000);

    private Guards() {}

    public static SqlGuard shared() {
        return SHARED;
    }
}
