package dev.sallyport.quickstart.command;

import dev.sallyport.quickstart.files.DataFolder;
import dev.sallyport.quickstart.stack.Stack;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Ends a stack in order when this process is asked to end (Ctrl-C, SIGTERM, SIGHUP), and then exits 0.
final class StopOnSignal implements AutoCloseable {

    private final PrintStream out;
    private final AtomicReference<@Nullable Stack> stack = new AtomicReference<>();
    private final Thread hook = new Thread(this::stop, "stop");

    private final @Nullable Path deleted;

    StopOnSignal(PrintStream out) {
        this(out, null);
    }

    /// @param deleted a folder to delete once everything has ended
    StopOnSignal(PrintStream out, @Nullable Path deleted) {
        this.out = out;
        this.deleted = deleted;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// What to end, from now on.
    void stops(Stack running) {
        stack.set(running);
    }

    private void stop() {
        Stack running = stack.get();
        if (running == null) {
            return;
        }
        try {
            running.close();
            if (deleted != null) {
                DataFolder.delete(deleted);
            }
            out.println("stopped");
            out.flush();
            Runtime.getRuntime().halt(0);
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
