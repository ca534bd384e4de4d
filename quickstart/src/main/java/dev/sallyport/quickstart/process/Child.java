package dev.sallyport.quickstart.process;

import dev.sallyport.quickstart.cli.CliFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A running child process.
public final class Child {

    private static final int LAST_LINES = 15;

    private final String name;
    private final Kind kind;
    private final Process process;
    private final Path log;

    Child(String name, Kind kind, Process process, Path log) {
        this.name = name;
        this.kind = kind;
        this.process = process;
        this.log = log;
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    Kind kind() {
        return kind;
    }

    Process process() {
        return process;
    }

    /// Throws, with where to look, once the child has ended.
    public void requireAlive() {
        if (!process.isAlive()) {
            throw CliFailure.failed(name + " ended with code " + process.exitValue() + "; its log, " + log + ", ends:\n"
                    + String.join("\n", lastLines()));
        }
    }

    /// Waits until it has ended by itself; its exit code.
    public int awaitEnd() throws InterruptedException {
        return process.waitFor();
    }

    /// What it wrote last.
    public List<String> lastLines() {
        try {
            var lines = Files.readAllLines(log, java.nio.charset.StandardCharsets.ISO_8859_1);
            return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
        } catch (IOException e) {
            return List.of();
        }
    }
}
