package dev.sallyport.quickstart.command;

import dev.sallyport.quickstart.cli.Arguments;
import dev.sallyport.quickstart.cli.CliFailure;
import dev.sallyport.quickstart.cli.Progress;
import dev.sallyport.quickstart.files.DataFolder;
import dev.sallyport.quickstart.stack.Stack;
import dev.sallyport.quickstart.stack.StackOptions;
import dev.sallyport.sdk.SallyportClient;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// `demo`: a whole stack in a folder of its own, on ports of its own; shows every operation and three refusals,
/// ends everything, deletes everything.
public final class DemoCommand implements Command {

    private final PrintStream out;

    public DemoCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public String name() {
        return "demo";
    }

    @Override
    public int run(List<String> words) throws Exception {
        var arguments = Arguments.parse(words, Set.of("vault-port", "proxy-port"));
        if (!arguments.rest().isEmpty()) {
            throw CliFailure.usage("demo takes options alone");
        }
        long start = System.nanoTime();
        Path data = Files.createTempDirectory("sallyport-demo-");
        try (var progress = new Progress(System.err);
                var stop = StopOnSignal.interrupting(out, data)) {
            var options = new StackOptions(data, arguments.port("vault-port", 0), arguments.port("proxy-port", 0));
            show(options, progress, stop);
        } finally {
            DataFolder.delete(data);
        }
        out.printf(
                Locale.ROOT,
                "%nAll of it held, in %.1f s. Everything has ended, and %s is deleted.%n",
                (System.nanoTime() - start) / 1e9,
                data);
        return 0;
    }

    private void show(StackOptions options, Progress progress, StopOnSignal stop) throws Exception {
        long start = System.nanoTime();
        try (Stack stack = Stack.start(options, progress, stop::stops);
                SallyportClient client = SallyportClient.fromClientFile(stack.clientFile())) {
            out.printf(
                    Locale.ROOT,
                    "Running after %.1f s: a PostgreSQL for the services, one for a customer, a key management service (KMS),"
                            + " the vault, the proxy.%n%n",
                    (System.nanoTime() - start) / 1e9);
            new Demonstration(client, stack.clientFile(), out).run();
        }
    }
}
