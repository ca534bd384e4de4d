package dev.sallyport.quickstart.command;

import dev.sallyport.guard.SqlGuard;
import dev.sallyport.guard.parser.ParserSettings;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.policy.PolicyCompiler;
import dev.sallyport.guard.policy.PolicyRefusedException;
import dev.sallyport.guard.report.ReportFormat;
import dev.sallyport.guard.report.Reviewed;
import dev.sallyport.guard.rules.Decision;
import dev.sallyport.quickstart.cli.Arguments;
import dev.sallyport.quickstart.cli.CliFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// `check FILES… [--policy P] [--format text|json|sarif] [--fail-on blocked|needs_approval]`: judges SQL files offline.
/// A folder stands for every `.sql` file below it, `-` for standard input. Ends with 1 when anything is blocked (or, if
/// so asked, needs approval), else with 0.
public final class CheckCommand implements Command {

    /// Longest text that is read, in bytes; one more is enough for the guard to refuse it.
    private static final int MAX_BYTES = (1 << 20) + 1;

    private final InputStream in;
    private final PrintStream out;

    public CheckCommand(InputStream in, PrintStream out) {
        this.in = in;
        this.out = out;
    }

    @Override
    public String name() {
        return "check";
    }

    @Override
    public int run(List<String> words) throws Exception {
        var arguments = Arguments.parse(words, Set.of("policy", "format", "fail-on"));
        if (arguments.rest().isEmpty()) {
            throw CliFailure.usage("check needs SQL files, folders, or - for standard input");
        }
        ReportFormat format = ReportFormat.named(arguments.option("format").orElse("text"))
                .orElseThrow(() -> CliFailure.usage("--format is text, json or sarif"));
        Decision failsOn = failsOn(arguments.option("fail-on").orElse("blocked"));
        Policy policy = policy(arguments);
        List<Reviewed> reviewed = review(arguments.rest(), policy);
        out.print(format.write(reviewed));
        boolean fails =
                reviewed.stream().anyMatch(text -> text.evaluation().decision().compareTo(failsOn) >= 0);
        return fails ? CliFailure.FAILED : 0;
    }

    private static Decision failsOn(String word) {
        return switch (word) {
            case "blocked" -> Decision.BLOCKED;
            case "needs_approval" -> Decision.NEEDS_APPROVAL;
            default -> throw CliFailure.usage("--fail-on is blocked or needs_approval");
        };
    }

    private static Policy policy(Arguments arguments) {
        if (arguments.option("policy").isEmpty()) {
            return Policy.STANDARD;
        }
        String file = arguments.option("policy").get();
        try {
            return PolicyCompiler.compile(Files.readString(Path.of(file)), 0);
        } catch (PolicyRefusedException e) {
            throw CliFailure.usage(file + " is no policy: at \"" + e.pointer() + "\": " + e.getMessage());
        } catch (IOException e) {
            throw CliFailure.unavailable("cannot read the policy " + file);
        }
    }

    private List<Reviewed> review(List<String> names, Policy policy) throws IOException {
        var reviewed = new ArrayList<Reviewed>();
        try (SqlGuard guard = SqlGuard.open(ParserSettings.defaults(), 0)) {
            for (String name : names) {
                if (name.equals("-")) {
                    reviewed.add(new Reviewed("-", guard.evaluate(in.readNBytes(MAX_BYTES), policy)));
                } else {
                    for (Path file : files(Path.of(name))) {
                        reviewed.add(new Reviewed(shown(file), guard.evaluate(read(file), policy)));
                    }
                }
            }
        }
        return reviewed;
    }

    private static List<Path> files(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw CliFailure.unavailable("there is no " + path);
        }
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (var below = Files.walk(path)) {
            return below.filter(file -> file.getFileName().toString().endsWith(".sql"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    private static byte[] read(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            return bytes.readNBytes(MAX_BYTES);
        }
    }

    private static String shown(Path file) {
        return file.toString().replace('\\', '/');
    }
}
