package dev.sallyport.quickstart.command;

import dev.sallyport.quickstart.cli.Arguments;
import dev.sallyport.quickstart.cli.CliFailure;
import dev.sallyport.sdk.SallyportClient;
import dev.sallyport.sdk.audit.AuditVerifyCommand;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/// `audit export FILE` saves what the client's key may see of a log; `audit verify FILE…` judges exports, kept answers
/// and kept heads, offline; `audit witness FOLDER` cosigns heads. The root key comes from the client file.
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
            case "verify" -> verify(words.subList(1, words.size()));
            case "export" -> export(words.subList(1, words.size()));
            case "witness" -> witness(words.subList(1, words.size()));
            default -> throw CliFailure.usage("audit verify FILE..., audit export FILE, or audit witness FOLDER");
        };
    }

    private int verify(List<String> words) {
        var arguments = Arguments.parse(words, Set.of("client", "data", "witness"), Set.of("witness"));
        if (arguments.rest().isEmpty()) {
            throw CliFailure.usage("audit verify judges one FILE or more");
        }
        return AuditVerifyCommand.verify(
                paths(arguments.rest()), ClientFiles.path(arguments), paths(arguments.options("witness")), out);
    }

    private static List<Path> paths(List<String> names) {
        return names.stream().map(Path::of).toList();
    }

    private int export(List<String> words) throws Exception {
        var arguments = Arguments.parse(words, Set.of("client", "data", "service"));
        var service = arguments.option("service").orElse("proxy");
        if (!service.equals("proxy") && !service.equals("vault")) {
            throw CliFailure.usage("--service is proxy or vault");
        }
        if (arguments.rest().size() != 1) {
            throw CliFailure.usage("audit export writes one FILE");
        }
        var file = Path.of(arguments.rest().getFirst());
        try (SallyportClient client = ClientFiles.open(arguments);
                var stream = Files.newOutputStream(file)) {
            (service.equals("vault") ? client.vaultAudit() : client.audit()).export(stream);
        }
        out.println("exported to " + file);
        return 0;
    }

    private int witness(List<String> words) throws Exception {
        var arguments = Arguments.parse(words, Set.of("client", "data", "port"));
        if (arguments.rest().size() != 1) {
            throw CliFailure.usage("audit witness keeps its key and its memory in one FOLDER");
        }
        var folder = Files.createDirectories(Path.of(arguments.rest().getFirst()));
        try (SallyportClient client = ClientFiles.open(arguments);
                var server = WitnessServer.start(client.audit(), folder, arguments.port("port", 8430))) {
            out.println("witness at " + server.address() + "  verify with --witness " + folder.resolve("witness.json"));
            out.flush();
            new CountDownLatch(1).await();
        }
        return 0;
    }
}
