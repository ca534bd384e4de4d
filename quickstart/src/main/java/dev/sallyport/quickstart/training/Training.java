package dev.sallyport.quickstart.training;

import dev.sallyport.quickstart.cli.CliFailure;
import dev.sallyport.quickstart.files.DataFolder;
import dev.sallyport.quickstart.files.OwnerOnly;
import dev.sallyport.quickstart.process.Child;
import dev.sallyport.quickstart.process.Children;
import dev.sallyport.quickstart.process.JavaProcess;
import dev.sallyport.quickstart.process.Kind;
import dev.sallyport.quickstart.stack.Programs;
import dev.sallyport.quickstart.stack.StartCache;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// One demonstration for the record: a launcher of its own runs `demo`, every Java program of it writes down what it
/// loaded and compiled, and the records become the caches of later starts. A cache holds classes, their constants and
/// counters; nothing of the run's data, which is deleted.
public final class Training {

    private final Programs programs;

    public Training(Programs programs) {
        this.programs = programs;
    }

    /// Runs and waits: about 50 s on two cores. A program whose part did not come to its end has no cache.
    public void run() throws IOException, InterruptedException {
        try (FileChannel lock = FileChannel.open(
                programs.caches().resolveSibling("training.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            if (lock.tryLock() == null) {
                throw CliFailure.unavailable("another training of this build is under way");
            }
            DataFolder.delete(programs.caches());
            train();
        }
    }

    private void train() throws IOException, InterruptedException {
        Path run = Files.createDirectories(programs.caches().resolve("run"));
        Path log = Files.createDirectories(programs.caches().resolve("log"));
        try (var children = Children.supervise(run, log)) {
            endWithThis(children);
            demonstrate(children);
            for (String program : List.of(Programs.VAULT, Programs.PROXY, Programs.LOCAL_KMS, Programs.LAUNCHER)) {
                assemble(children, program);
            }
        }
    }

    /// A training that is asked to end leaves no demonstration behind.
    private static void endWithThis(Children children) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                children.close();
            } catch (IOException e) {
                System.err.println("sallyport: " + e.getMessage());
            }
        }));
    }

    private void demonstrate(Children children) throws IOException, InterruptedException {
        var options = new ArrayList<>(programs.cache(Programs.LAUNCHER).recording());
        options.add(Programs.COLLECTOR);
        options.add("-XX:TieredStopAtLevel=1");
        options.add("-Dsallyport.root=" + programs.root());
        options.add("-D" + Programs.TRAINING + "=true");
        // What even a kill would leave lies where the next training begins with deleting.
        options.add("-Djava.io.tmpdir=" + OwnerOnly.folder(programs.caches().resolve("tmp")));
        var launcher = new JavaProcess(options, programs.words(Programs.LAUNCHER));
        awaitEnd(children.start(Programs.LAUNCHER, Kind.TRAINEE, launcher.command(children.nonce(), "demo")));
    }

    private void assemble(Children children, String program) throws IOException, InterruptedException {
        StartCache cache = programs.cache(program);
        var options = new ArrayList<>(cache.assembling());
        options.add(Programs.COLLECTOR);
        var assembly = new JavaProcess(options, programs.words(program));
        awaitEnd(children.start("assembly-of-" + program, Kind.TRAINEE, assembly.command(children.nonce())));
        Files.delete(cache.record());
        Files.move(cache.assembled(), cache.cache(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void awaitEnd(Child child) throws InterruptedException {
        int code = child.awaitEnd();
        if (code != 0) {
            throw CliFailure.failed("training: " + child.name() + " ended with code " + code + "; its log ends:\n"
                    + String.join("\n", child.lastLines()));
        }
    }
}
