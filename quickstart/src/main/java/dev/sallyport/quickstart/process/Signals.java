package dev.sallyport.quickstart.process;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Ends processes the way their kind asks for. Java itself knows only TERM and KILL.
final class Signals {

    private Signals() {}

    /// Ends `process` and waits; every signal of the kind is tried before giving up.
    static boolean end(ProcessHandle process, Kind kind) throws InterruptedException {
        for (String signal : kind.signals()) {
            if (!process.isAlive()) {
                return true;
            }
            send(signal, process);
            if (ended(process, kind.patience())) {
                return true;
            }
        }
        return !process.isAlive();
    }

    private static void send(String signal, ProcessHandle process) throws InterruptedException {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            process.destroyForcibly();
        }
    }

    private static boolean ended(ProcessHandle process, Duration patience) throws InterruptedException {
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return !process.isAlive();
        }
    }
}
