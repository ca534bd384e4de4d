package dev.sallyport.guard.parser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.guard.parser.Parsed.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Hostile texts: each is refused with its reason, and the parse after it is right.
class ParserFaultTest {

    private static final String PLAIN = "SELECT a FROM b WHERE c = 'd'";
    private static final TextLimits PATIENT = new TextLimits(TextLimits.MOST_BYTES, Duration.ofSeconds(60));
    private static final TextLimits SHORT = new TextLimits(TextLimits.MOST_BYTES, Duration.ofMillis(150));

    private static ParserPool pool;
    private static String expected;

    @BeforeAll
    static void open() {
        pool = ParserPool.open(new ParserSettings(1, 256, PATIENT));
        expected = ParserPoolTest.json(pool.parse(PLAIN));
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    record Hostile(String name, String sql, Reason reason) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Hostile> hostileTexts() {
        return Stream.of(
                new Hostile("a sum of 64,000 terms", "SELECT 1" + "+1".repeat(64_000), Reason.TOO_DEEP),
                new Hostile("10,000 parentheses", "SELECT " + nested("(", "1", ")", 10_000), Reason.TOO_DEEP),
                new Hostile("15,000 NOT", "SELECT " + "NOT ".repeat(15_000) + "a", Reason.TOO_DEEP),
                new Hostile("8,000 ARRAY[", "SELECT " + nested("ARRAY[", "1", "]", 8_000), Reason.TOO_DEEP),
                new Hostile(
                        "20,000 CASE", "SELECT " + nested("CASE WHEN a THEN ", "1", " END", 20_000), Reason.TOO_DEEP),
                new Hostile("110,000 statements", "SELECT 1;".repeat(110_000), Reason.TOO_LARGE),
                new Hostile("NUL", "SELECT '\0'", Reason.BAD_TEXT),
                new Hostile("NUL at the end", "SELECT 1\0", Reason.BAD_TEXT),
                new Hostile("a lone high surrogate", "SELECT '\ud83d'", Reason.BAD_TEXT),
                new Hostile("a lone low surrogate", "SELECT '\ude00 x'", Reason.BAD_TEXT),
                new Hostile("more than 1 MiB", "SELECT '" + "x".repeat(1 << 20) + "'", Reason.TOO_LONG),
                new Hostile("more than 1 MiB in bytes alone", "SELECT '" + "é".repeat(600_000) + "'", Reason.TOO_LONG));
    }

    @ParameterizedTest
    @MethodSource("hostileTexts")
    void a_hostile_text_is_refused_and_the_next_parse_is_right(Hostile hostile) {
        Parsed refused = pool.parse(hostile.sql());
        Parsed next = pool.parse(PLAIN);

        assertThat(refused).isEqualTo(new Parsed.Refused(hostile.reason()));
        assertThat(ParserPoolTest.json(next)).isEqualTo(expected);
    }

    static Stream<Hostile> wrongTexts() {
        return Stream.of(
                new Hostile("an endless comment", "SELECT 1 /*" + "x".repeat(500_000), Reason.FAULT),
                new Hostile("an endless dollar quote", "SELECT $x$" + "y".repeat(500_000), Reason.FAULT),
                new Hostile("a NUL by escape", "SELECT E'\\000'", Reason.FAULT),
                new Hostile("bad UTF-8 by escape", "SELECT E'\\xff\\xfe'", Reason.FAULT),
                new Hostile("a surrogate by escape", "SELECT U&'\\d83d'", Reason.FAULT),
                new Hostile(
                        "a long name before the error", "SELECT " + "a".repeat(60_000) + " FROM FROM", Reason.FAULT));
    }

    @ParameterizedTest
    @MethodSource("wrongTexts")
    void a_wrong_text_is_a_syntax_error_and_costs_no_instance(Hostile wrong) {
        long before = pool.replacedParsers();

        assertThat(pool.parse(wrong.sql())).isInstanceOf(Parsed.SyntaxError.class);

        assertThat(pool.replacedParsers()).isEqualTo(before);
        assertThat(ParserPoolTest.json(pool.parse(PLAIN))).isEqualTo(expected);
    }

    @Test
    void a_huge_in_list_parses_and_the_grown_instance_is_replaced() {
        long before = pool.replacedParsers();

        Parsed parsed = pool.parse("SELECT 1 WHERE x IN (1" + ",1".repeat(200_000) + ")");

        assertThat(parsed).isInstanceOf(Parsed.Tree.class);
        assertThat(pool.replacedParsers()).isEqualTo(before + 1);
    }

    @Test
    void a_fault_replaces_the_instance() {
        long before = pool.replacedParsers();

        pool.parse("SELECT 1" + "+1".repeat(64_000));

        assertThat(pool.replacedParsers()).isEqualTo(before + 1);
    }

    @Test
    void a_parse_past_its_deadline_ends_there() {
        String endless = "SELECT 1 " + "/*".repeat(400_000);
        long start = System.nanoTime();

        Parsed parsed = pool.parse(endless, SHORT);

        assertThat(parsed).isEqualTo(new Parsed.Refused(Reason.DEADLINE));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        assertThat(ParserPoolTest.json(pool.parse(PLAIN))).isEqualTo(expected);
    }

    @Test
    void a_text_that_waited_past_its_deadline_is_not_parsed() throws Exception {
        String endless = "SELECT 1 " + "/*".repeat(400_000);
        CompletableFuture<Parsed> slow = pool.submit(SqlText.of(endless).orElseThrow(), SHORT);
        CompletableFuture<Parsed> waiting =
                pool.submit(SqlText.of("SELECT 1").orElseThrow(), new TextLimits(100, Duration.ofMillis(20)));

        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(new Parsed.Refused(Reason.DEADLINE));
        assertThat(slow.get(10, TimeUnit.SECONDS)).isEqualTo(new Parsed.Refused(Reason.DEADLINE));
    }

    @Test
    void bytes_that_are_not_utf_8_are_no_text() {
        assertThat(SqlText.of(new byte[] {'S', (byte) 0xC3})).isEmpty();
        assertThat(SqlText.of(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}))
                .isEmpty();
        assertThat(SqlText.of(new byte[] {(byte) 0xC0, (byte) 0x80})).isEmpty();
        assertThat(SqlText.of("é".getBytes(UTF_8))).isPresent();
    }

    @Test
    void a_full_queue_refuses_instead_of_waiting() throws Exception {
        try (var small = ParserPool.open(new ParserSettings(1, 2, PATIENT))) {
            SqlText endless = SqlText.of("SELECT 1 " + "/*".repeat(400_000)).orElseThrow();
            List<CompletableFuture<Parsed>> answers = IntStream.range(0, 8)
                    .mapToObj(_ -> small.submit(endless, new TextLimits(1 << 20, Duration.ofMillis(500))))
                    .toList();

            Map<Parsed, Long> counts = answers.stream()
                    .map(CompletableFuture::join)
                    .collect(Collectors.groupingBy(parsed -> parsed, Collectors.counting()));

            assertThat(counts.get(new Parsed.Refused(Reason.POOL_BUSY))).isGreaterThanOrEqualTo(5);
            assertThat(small.parse("SELECT 1")).isInstanceOf(Parsed.Tree.class);
        }
    }

    @Test
    void a_closed_pool_refuses() {
        var closed = ParserPool.open(new ParserSettings(1, 2, PATIENT));
        closed.close();

        assertThat(closed.parse("SELECT 1")).isEqualTo(new Parsed.Refused(Reason.POOL_DEAD));
    }

    @Test
    void many_callers_each_get_their_own_tree() throws Exception {
        try (var shared = ParserPool.open(new ParserSettings(2, 256, PATIENT));
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> calls = IntStream.range(0, 200)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        String name = "table_" + i;
                        return ParserPoolTest.json(shared.parse("SELECT * FROM " + name))
                                .contains('"' + name + '"');
                    })
                    .toList();

            for (var call : callers.invokeAll(calls)) {
                assertThat(call.get()).isTrue();
            }
        }
    }

    private static String nested(String open, String inside, String close, int depth) {
        return open.repeat(depth) + inside + close.repeat(depth);
    }
}
