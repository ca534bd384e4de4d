package dev.sallyport.guard.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.guard.rules.Purpose;
import dev.sallyport.guard.rules.Rule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The statements of `src/test/resources/corpus`.
///
/// A line is a rule, a tab and a statement (attacks), or a statement alone (benign). `= query` changes the purpose of
/// the lines after it; `#` starts a comment line. In statements ⏎ is a line feed and ‹0041› the UTF-16 code unit
/// U+0041.
public final class Corpus {

    public record Attack(String file, int line, Purpose purpose, Rule expected, String sql) {}

    public record Benign(String file, int line, Purpose purpose, String sql) {}

    private static final Path ROOT = Path.of("src", "test", "resources", "corpus");

    private Corpus() {}

    public static List<Attack> attacks() {
        var attacks = new ArrayList<Attack>();
        for (Line line : lines("attacks")) {
            int tab = line.text.indexOf('\t');
            Rule rule = Rule.ofCode(line.text.substring(0, tab)).orElseThrow();
            attacks.add(new Attack(line.file, line.number, line.purpose, rule, decode(line.text.substring(tab + 1))));
        }
        return attacks;
    }

    public static List<Benign> benign() {
        return lines("benign").stream()
                .map(line -> new Benign(line.file, line.number, line.purpose, decode(line.text)))
                .toList();
    }

    private record Line(String file, int number, Purpose purpose, String text) {}

    private static List<Line> lines(String folder) {
        try (var files = Files.list(ROOT.resolve(folder))) {
            var lines = new ArrayList<Line>();
            for (Path file : files.sorted().toList()) {
                read(file, lines);
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void read(Path file, List<Line> lines) throws IOException {
        Purpose purpose = Purpose.QUERY;
        int number = 0;
        for (String text : Files.readAllLines(file, UTF_8)) {
            number++;
            if (text.startsWith("= ")) {
                purpose = Purpose.valueOf(text.substring(2).toUpperCase(Locale.ROOT));
            } else if (!text.startsWith("#") && !text.isEmpty()) {
                lines.add(new Line(file.getFileName().toString(), number, purpose, text));
            }
        }
    }

    static String decode(String text) {
        var decoded = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '⏎') {
                decoded.append('\n');
            } else if (c == '‹') {
                decoded.append((char) Integer.parseInt(text.substring(i + 1, i + 5), 16));
                i += 5;
            } else {
                decoded.append(c);
            }
        }
        return decoded.toString();
    }
}
