package dev.sallyport.guard.parser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.wasm.Parser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The proof of the splitter: the parser that ships and the module as it was published (compiled at run time, its
/// five large functions interpreted) answer every text with the same bytes.
class SplitParserTest {

    private static final int GENERATED = 2_000;

    /// Fingerprint and normalize parse again, which the published module is slow at.
    private static final int ALL_CALLS_EVERY = 8;

    @Test
    void the_split_parser_and_the_published_one_answer_with_the_same_bytes() throws Exception {
        List<String> corpus = corpus();
        Path published = published();
        var differences = new ConcurrentLinkedQueue<String>();
        var counts = new int[2];

        onLargeStack(() -> {
            PgQuery split = PgQueryFactory.load().create();
            PgQuery whole = whole(published).create();
            for (int i = 0; i < corpus.size(); i++) {
                SqlText text = SqlText.of(corpus.get(i)).orElseThrow();
                boolean all = i % ALL_CALLS_EVERY == 0;
                Parsed expected = whole.parsed(text);
                Parsed actual = split.parsed(text);
                if (!describe(actual, split, all).equals(describe(expected, whole, all))) {
                    differences.add(corpus.get(i));
                }
                counts[expected instanceof Parsed.Tree ? 0 : 1]++;
            }
        });

        assertThat(differences).isEmpty();
        assertThat(corpus).hasSizeGreaterThan(GENERATED + 400);
        assertThat(counts[0]).as("trees").isGreaterThan(1_500);
        assertThat(counts[1]).as("syntax errors").isGreaterThan(200);
    }

    private static List<String> corpus() throws IOException {
        try (var in = SplitParserTest.class.getResourceAsStream("/parser/statements.sql")) {
            var corpus = new ArrayList<>(List.of(new String(in.readAllBytes(), UTF_8).split("\n")));
            IntStream.range(0, GENERATED).forEach(seed -> corpus.add(new StatementGenerator(seed).statement()));
            return corpus;
        }
    }

    /// The tree (with fingerprint and normalized text where asked), or the error with its place.
    private static String describe(Parsed parsed, PgQuery parser, boolean all) {
        return switch (parsed) {
            case Parsed.Tree tree when !all -> HexFormat.of().formatHex(tree.json());
            case Parsed.Tree tree ->
                HexFormat.of().formatHex(tree.json())
                        + ' '
                        + parser.fingerprint(tree.text())
                        + ' '
                        + parser.normalize(tree.text());
            case Parsed.SyntaxError error -> error.message() + ' ' + error.position();
            case Parsed.Refused refused -> refused.reason().name();
        };
    }

    private static PgQueryFactory whole(Path published) {
        var module = Parser.parse(published);
        var machine = MachineFactoryCompiler.builder(module)
                .withInterpreterFallback(InterpreterFallback.SILENT)
                .compile();
        return new PgQueryFactory(module, machine, PgQueryFactory.names());
    }

    private static Path published() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path file = folder.resolve(".cache/libpg-query-parser-17.6.10/libpg-query.wasm");
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        throw new IllegalStateException("the build keeps the published module under .cache");
    }

    private static void onLargeStack(Runnable work) throws InterruptedException {
        var failures = new ConcurrentLinkedQueue<Throwable>();
        var thread = new Thread(null, work, "parser-under-test", 16L << 20);
        thread.setUncaughtExceptionHandler((_, e) -> failures.add(e));
        thread.start();
        thread.join();
        assertThat(failures).isEmpty();
    }
}
