package dev.sallyport.quickstart.command;

import dev.sallyport.quickstart.files.DataFolder;
import dev.sallyport.quickstart.stack.Stack;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Ends a stack in order when this process is asked to end (Ctrl-C, SIGTERM, SIGHUP).
final class StopOnSignal implements AutoCloseable {

    /// What a shell reports for a program that Ctrl-C ended.
    private static final int INTERRUPTED = 130;

    private final PrintStream out;
    private final AtomicReference<@Nullable Stack> stack = new AtomicReference<>();
    private final Thread hook = new Thread(this::stop, "stop");
    private final @Nullable Path deleted;
    private final int exitCode;

    private StopOnSignal(PrintStream out, @Nullable Path deleted, int exitCode) {
        this.out = out;
        this.deleted = deleted;
        this.exitCode = exitCode;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// For what runs until it is asked to end: that is success.
    static StopOnSignal ending(PrintStream out) {
        return new StopOnSignal(out, null, 0);
    }

    /// For what has an end of its own: a signal before it is none.
    ///
    /// @param deleted a folder to delete once everything has ended
    static StopOnSignal interrupting(PrintStream out, Path deleted) {
        return new StopOnSignal(out, deleted, INTERRUPTED);
    }

    /// What to end, from now on.
    void stops(Stack running) {
        stack.set(running);
    }

    private void stop() {
        Stack running = stack.get();
        try {
            if (running != null) {
                running.close();
            }
            if (deleted != null) {
                DataFolder.delete(deleted);
            }
            out.println("stopped");
            out.flush();
            Runtime.getRuntime().halt(exitCode);
        } catch (Exception e) {
            System.err.println("sallyport: " + e.getMessage());
            Runtime.getRuntime().halt(1);
        }
    }

    /// The stack has ended another way.
    @Override
    public void close() {
        stack.set(null);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is ending already, and the hook has run or runs
        }
    }
}
