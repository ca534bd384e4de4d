package dev.sallyport.quickstart.process;

import dev.sallyport.quickstart.cli.CliFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Children of a launcher that was killed. They are ended before anything is started, services before databases.
final class Orphans {

    private Orphans() {}

    /// Ends every process that a pid file in `run` speaks of, and removes the files.
    ///
    /// @return the names of those that still ran
    static List<String> end(Path run) throws IOException, InterruptedException {
        var found = new ArrayList<String>();
        for (Path file : pidFilesIn(run)) {
            var child = PidFile.read(file);
            var running = child.flatMap(PidFile::find);
            if (child.isPresent() && running.isPresent()) {
                if (!Signals.end(running.get(), child.get().kind())) {
                    throw CliFailure.unavailable("process " + child.get().pid() + " of an earlier start does not end");
                }
                found.add(nameOf(file));
            }
            Files.deleteIfExists(file);
        }
        return found;
    }

    private static List<Path> pidFilesIn(Path run) throws IOException {
        try (var files = Files.list(run)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".pid"))
                    .sorted(Comparator.comparing(Orphans::isDatabase).thenComparing(Path::toString))
                    .toList();
        }
    }

    private static boolean isDatabase(Path file) {
        try {
            return PidFile.read(file)
                    .filter(child -> child.kind() == Kind.POSTGRES)
                    .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private static String nameOf(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ".pid".length());
    }
}
