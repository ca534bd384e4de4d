package dev.sallyport.quickstart.process;

import dev.sallyport.quickstart.cli.CliFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

/// All child processes of one launcher. Closing ends them in order: services in the reverse order of their start,
/// then databases. Safe for use by several threads.
public final class Children implements AutoCloseable {

    private static final List<String> KEPT_ENVIRONMENT = List.of("PATH", "HOME", "TMPDIR", "LANG", "USER");

    private final Path run;
    private final Path logs;
    private final Reaper reaper;
    private final String nonce;
    private final List<String> orphans;
    private final List<Child> started = new ArrayList<>();
    private boolean closed;

    private Children(Path run, Path logs, Reaper reaper, String nonce, List<String> orphans) {
        this.run = run;
        this.logs = logs;
        this.reaper = reaper;
        this.nonce = nonce;
        this.orphans = orphans;
    }

    /// Ends what an earlier launcher left behind, then is ready to start children.
    ///
    /// @param run existing folder for pid files
    /// @param logs existing folder for the children's output
    public static Children supervise(Path run, Path logs) throws IOException, InterruptedException {
        List<String> orphans = Orphans.end(run);
        return new Children(
                run, logs, Reaper.start(), UUID.randomUUID().toString().replace("-", ""), orphans);
    }

    /// What an earlier launcher had left running, ended by now.
    public List<String> orphans() {
        return orphans;
    }

    /// Stands in the arguments of every child of this launcher, and names this start.
    public String nonce() {
        return nonce;
    }

    /// Starts `command`, one of whose arguments carries [#nonce()]. Its output goes to a log file of its name;
    /// its environment is empty but for the paths that any program needs.
    public synchronized Child start(String name, Kind kind, List<String> command) throws IOException {
        if (closed) {
            throw CliFailure.failed("stopping");
        }
        if (command.stream().noneMatch(word -> word.contains(nonce))) {
            throw new IllegalArgumentException("the arguments of " + name + " do not carry the nonce");
        }
        var words = new ArrayList<>(OwnSession.prefix());
        words.addAll(command);
        Path log = logs.resolve(name + ".log");
        var builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        keepLittle(builder.environment());
        Process process = builder.start();
        reaper.add(kind, process.pid());
        new PidFile(process.pid(), kind, nonce).write(run.resolve(name + ".pid"));
        var child = new Child(name, kind, process, log);
        started.add(child);
        return child;
    }

    /// Throws, with where to look, once one of the children has ended by itself.
    public synchronized void requireAllAlive() {
        if (!closed) {
            started.forEach(Child::requireAlive);
        }
    }

    /// The children that run.
    public synchronized List<Child> running() {
        return started.stream().filter(Child::isAlive).toList();
    }

    /// Ends one child and waits for it.
    public void stop(Child child) throws IOException, InterruptedException {
        if (!Signals.end(child.process().toHandle(), child.kind())) {
            return;
        }
        reaper.remove(child.kind(), child.pid());
        Files.deleteIfExists(run.resolve(child.name() + ".pid"));
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            endAll(kind -> !kind.isDatabase());
            endAll(Kind::isDatabase);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            reaper.close();
        }
    }

    private void endAll(Predicate<Kind> kinds) throws InterruptedException {
        var ends = started.reversed().stream()
                .filter(child -> kinds.test(child.kind()))
                .map(child -> Thread.ofVirtual().start(() -> stopQuietly(child)))
                .toList();
        for (Thread end : ends) {
            end.join();
        }
    }

    private void stopQuietly(Child child) {
        try {
            stop(child);
        } catch (IOException e) {
            System.err.println("sallyport: " + child.name() + " may not have ended: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void keepLittle(Map<String, String> environment) {
        environment.keySet().retainAll(KEPT_ENVIRONMENT);
        // glibc otherwise gives each thread a heap of its own, which it does not give back.
        environment.putIfAbsent("MALLOC_ARENA_MAX", "2");
    }
}
