package dev.sallyport.quickstart.postgres;

import dev.sallyport.quickstart.cli.CliFailure;
import dev.sallyport.quickstart.files.DataFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// PostgreSQL's programs, unpacked once from the archive on the class path.
///
/// @param home folder that holds `bin`
public record PostgresBinaries(Path home) {

    private static final String ROOT_USER = "root";

    /// Unpacks into the folder `named` unless an earlier start did so to the end.
    public static PostgresBinaries unpack(Path named) throws IOException {
        // Normal, because entries of the archive are compared with it.
        Path folder = named.toAbsolutePath().normalize();
        String archive = archiveName();
        Path home = folder.resolve(archive);
        if (Files.isDirectory(home)) {
            return new PostgresBinaries(home);
        }
        Path partial = Files.createTempDirectory(Files.createDirectories(folder), "unpacking-");
        try (InputStream packed = PostgresBinaries.class.getResourceAsStream("/" + archive + ".txz")) {
            if (packed == null) {
                throw CliFailure.unavailable("there is no PostgreSQL for this system (" + archive + ")");
            }
            unpack(packed, partial);
            publish(partial, home);
        } finally {
            DataFolder.delete(partial);
        }
        return new PostgresBinaries(home);
    }

    /// Gives `partial` its name. Another launcher may have been faster: then its copy is the one.
    static void publish(Path partial, Path home) throws IOException {
        try {
            Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(home)) {
                throw e;
            }
        }
    }

    /// The start of a command line that runs `program`. PostgreSQL refuses to run as root, so root runs it in a
    /// user namespace of its own.
    List<String> command(String program) {
        var words = new ArrayList<String>();
        if (ROOT_USER.equals(System.getProperty("user.name"))) {
            words.addAll(List.of("unshare", "-U"));
        }
        words.add(home.resolve("bin").resolve(program).toString());
        return words;
    }

    private static String archiveName() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String chip = machine.equals("aarch64") || machine.equals("arm64") ? "arm_64" : "x86_64";
        return "postgres-" + system + "-" + chip;
    }

    private static void unpack(InputStream packed, Path into) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZInputStream(packed))) {
            TarArchiveEntry entry;
            while ((entry = tar.getNextEntry()) != null) {
                Path file = into.resolve(entry.getName()).normalize();
                if (!file.startsWith(into)) {
                    throw new IOException("archive entry outside of its folder");
                }
                unpack(tar, entry, file);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path file) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, file);
        if ((entry.getMode() & 0100) != 0 && !file.toFile().setExecutable(true, false)) {
            throw new IOException("cannot make " + file + " executable");
        }
    }
}
