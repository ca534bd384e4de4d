package dev.sallyport.quickstart;

import dev.sallyport.quickstart.cli.CliFailure;
import dev.sallyport.quickstart.command.AuditCommand;
import dev.sallyport.quickstart.command.CallCommand;
import dev.sallyport.quickstart.command.CheckCommand;
import dev.sallyport.quickstart.command.Command;
import dev.sallyport.quickstart.command.DemoCommand;
import dev.sallyport.quickstart.command.OpenCommand;
import dev.sallyport.quickstart.command.TrainCommand;
import dev.sallyport.quickstart.command.UpCommand;
import dev.sallyport.sdk.problem.SallyportException;
import dev.sallyport.sdk.problem.UnreachableException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Entry point behind `./sallyport`: one [Command] per word of its command line. Exit codes: 0 done, 1 a service
/// said no or an answer was refused, 2 the command line is wrong, 3 something needed is not there.
public final class Sallyport {

    private Sallyport() {}

    public static void main(String[] args) {
        // UTF-8 whatever the terminal's locale says: an answer is bytes that were signed.
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        var err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.setErr(err);
        int code = run(List.of(args), out, err);
        out.flush();
        System.exit(code);
    }

    static int run(List<String> words, PrintStream out, PrintStream err) {
        var commands = List.of(
                new CallCommand(out),
                new OpenCommand(System.in, out),
                new AuditCommand(out),
                new UpCommand(out),
                new DemoCommand(out),
                new TrainCommand(),
                new CheckCommand(System.in, out));
        try {
            Command command = commands.stream()
                    .filter(each -> !words.isEmpty() && each.name().equals(words.getFirst()))
                    .findFirst()
                    .orElseThrow(() -> CliFailure.usage("this build has no command " + String.join(" ", words)));
            return command.run(words.subList(1, words.size()));
        } catch (CliFailure failure) {
            err.println("sallyport: " + failure.line());
            return failure.exitCode();
        } catch (UnreachableException unreachable) {
            err.println("sallyport: " + unreachable.getMessage() + ": is the stack running? (./sallyport up)");
            return CliFailure.UNAVAILABLE;
        } catch (SallyportException refused) {
            err.println("sallyport: " + refused.getMessage());
            return CliFailure.FAILED;
        } catch (Exception unexpected) {
            err.println("sallyport: " + unexpected);
            unexpected.printStackTrace(err);
            return CliFailure.FAILED;
        }
    }
}
