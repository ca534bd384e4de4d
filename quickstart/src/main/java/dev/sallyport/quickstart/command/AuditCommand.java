package dev.sallyport.quickstart.command;

import dev.sallyport.quickstart.cli.Arguments;
import dev.sallyport.quickstart.cli.CliFailure;
import dev.sallyport.quickstart.files.DataFolder;
import dev.sallyport.sdk.SallyportClient;
import dev.sallyport.sdk.audit.AuditVerifyCommand;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// `audit export FILE` saves what the client's key may see of the log; `audit verify FILE…` judges exports, kept
/// answers
/// and kept heads, offline. The root key comes from the client file.
public final class AuditCommand implements Command {

    private final PrintStream out;

    public AuditCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public String name() {
        return "audit";
    }

    @Override
    public int run(List<String> words) throws Exception {
        var verb = words.isEmpty() ? "" : words.getFirst();
        return switch (verb) {
            case "verify" ->
                AuditVerifyCommand.run(
                        words.subList(1, words.size()), DataFolder.clientFile(ClientFiles.DEFAULT_DATA), out);
            case "export" -> export(words.subList(1, words.size()));
            default ->
                throw CliFailure.usage("audit verify FILE... [--client FILE], or audit export FILE [--client FILE]");
        };
    }

    private int export(List<String> words) throws Exception {
        var arguments = Arguments.parse(words, Set.of("client", "data"));
        if (arguments.rest().size() != 1) {
            throw CliFailure.usage("audit export writes one FILE");
        }
        var file = Path.of(arguments.rest().getFirst());
        try (SallyportClient client = ClientFiles.open(arguments);
                var stream = Files.newOutputStream(file)) {
            client.audit().export(stream);
        }
        out.println("exported to " + file);
        return 0;
    }
}
