package dev.sallyport.guard;

import dev.sallyport.guard.parser.ParserSettings;

/// One guard for all tests of the JVM: starting its parsers is the slow part.
public final class Guards {

    private static final SqlGuard SHARED = SqlGuard.open(ParserSettings.defaults(), 10_000_000);

    private Guards() {}

    public static SqlGuard shared() {
        return SHARED;
    }
}
