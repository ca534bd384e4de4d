package dev.sallyport.guard.parser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The stack that the module gets is shorter than the one that it was built for.
class ModuleStackTest {

    private static final long FAR_LARGER_THAN_A_PARSERS = 512L << 20;
    private static final int MOST_LEVELS = 240_000;
    private static final PgQueryFactory FACTORY = PgQueryFactory.load();

    @Test
    void an_instance_takes_little_more_than_its_stack() {
        PgQuery parser = FACTORY.create();

        assertThat(parser.parsed(text(1))).isInstanceOf(Parsed.Tree.class);
        assertThat(parser.memoryBytes()).isBetween((long) PgQueryFactory.STACK_BYTES, 11L << 20);
        assertThat(parser.hitStackEnd()).isFalse();
    }

    /// As deep as no parser's own thread lets it come. The first text that is refused ends in the spare bytes: nothing
    /// else would notice.
    @Test
    @Timeout(120)
    void a_text_that_uses_up_the_stack_is_too_deep_and_costs_the_instance() throws Exception {
        var outcome = new CompletableFuture<String>();
        var thread = new Thread(null, () -> complete(outcome), "deep", FAR_LARGER_THAN_A_PARSERS);

        thread.start();

        assertThat(outcome.get(100, TimeUnit.SECONDS))
                .isEqualTo("StackUsedUp; Refused[reason=TOO_DEEP], 1 replaced, right again");
    }

    private static void complete(CompletableFuture<String> outcome) {
        try {
            int deepest = deepestParsed();
            outcome.complete(fault(deepest + 1) + "; " + refusal(deepest + 1));
        } catch (Throwable failure) {
            outcome.completeExceptionally(failure);
        }
    }

    private static int deepestParsed() {
        int parsed = 20_000;
        int refused = MOST_LEVELS;
        while (refused - parsed > 1) {
            int levels = (parsed + refused) / 2;
            if (fault(levels).isEmpty()) {
                parsed = levels;
            } else {
                refused = levels;
            }
        }
        return parsed;
    }

    private static String fault(int levels) {
        try {
            return FACTORY.create().parsed(text(levels)) instanceof Parsed.Tree ? "" : "no tree";
        } catch (RuntimeException fault) {
            return fault.getClass().getSimpleName();
        }
    }

    private static String refusal(int levels) {
        var replaced = new AtomicLong();
        var watchdog = new Watchdog("unstarted");
        var parser = new ParserThread("unstarted", FACTORY, new ArrayBlockingQueue<>(1), watchdog, replaced);
        Parsed deep = perform(parser, levels);
        boolean right = perform(parser, 1) instanceof Parsed.Tree;
        return deep + ", " + replaced + " replaced, " + (right ? "right again" : "wrong after it");
    }

    private static Parsed perform(ParserThread parser, int levels) {
        var task = new ParserTask<Parsed, Parsed>(
                query -> query.parsed(text(levels)),
                Parsed.Refused::new,
                parsed -> parsed,
                System.nanoTime() + ParserThread.BIRTH.toNanos());
        parser.perform(task);
        return task.result().join();
    }

    private static SqlText text(int levels) {
        return SqlText.of("SELECT a" + " IS NULL".repeat(levels)).orElseThrow();
    }
}
