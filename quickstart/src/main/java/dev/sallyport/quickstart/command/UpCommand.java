package dev.sallyport.quickstart.command;

import dev.sallyport.quickstart.cli.Arguments;
import dev.sallyport.quickstart.cli.CliFailure;
import dev.sallyport.quickstart.cli.Progress;
import dev.sallyport.quickstart.stack.Stack;
import dev.sallyport.quickstart.stack.StackOptions;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;

/// `up`: starts everything, says `ready …` once, and keeps it running until Ctrl-C or SIGTERM.
public final class UpCommand implements Command {

    static final Set<String> OPTIONS = Set.of("data", "vault-port", "proxy-port");

    private final PrintStream out;

    public UpCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public String name() {
        return "up";
    }

    @Override
    public int run(List<String> words) throws Exception {
        var arguments = Arguments.parse(words, OPTIONS);
        if (!arguments.rest().isEmpty()) {
            throw CliFailure.usage("up takes options alone");
        }
        var options = new StackOptions(
                ClientFiles.data(arguments),
                arguments.port("vault-port", StackOptions.VAULT_PORT),
                arguments.port("proxy-port", StackOptions.PROXY_PORT));
        try (var progress = new Progress(System.err);
                var stop = StopOnSignal.ending(out)) {
            try (Stack stack = Stack.start(options, progress, stop::stops)) {
                stack.orphans().forEach(name -> out.println("ended " + name + ", left by a start that was killed"));
                out.println("ready  vault " + stack.vaultUrl() + "  proxy " + stack.proxyUrl() + "  client "
                        + stack.clientFile());
                out.flush();
                stack.awaitEnd();
            }
        }
        return 0;
    }
}
