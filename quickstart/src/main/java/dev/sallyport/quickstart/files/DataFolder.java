package dev.sallyport.quickstart.files;

import dev.sallyport.quickstart.cli.CliFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// Everything that a stack keeps between starts. One launcher at a time holds its lock.
public final class DataFolder implements AutoCloseable {

    private final Path root;
    private final FileChannel lockFile;
    private final FileLock lock;

    private DataFolder(Path root, FileChannel lockFile, FileLock lock) {
        this.root = root;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /// Makes the folder where it is missing, and locks it until [#close()]. The lock dies with the process.
    public static DataFolder lock(Path folder) throws IOException {
        Path root = folder.toAbsolutePath().normalize();
        if (root.toString().contains(",")) {
            throw CliFailure.usage("settings cannot hold a path with a comma; choose another data folder than " + root);
        }
        try {
            OwnerOnly.folder(root);
        } catch (IOException e) {
            throw CliFailure.unavailable("cannot make the data folder " + root + ": " + e.getMessage());
        }
        var file = FileChannel.open(
                OwnerOnly.folder(root.resolve("run")).resolve("lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = tryLock(file);
        if (lock == null) {
            file.close();
            throw CliFailure.unavailable("a stack is already running in " + root);
        }
        return new DataFolder(root, file, lock);
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    public Path root() {
        return root;
    }

    /// A folder in it, made where it is missing.
    public Path folder(String name) throws IOException {
        return OwnerOnly.folder(root.resolve(name));
    }

    /// Where the client file lies.
    public Path clientFile() {
        return clientFile(root);
    }

    public static Path clientFile(Path root) {
        return root.resolve("client.json");
    }

    @Override
    public void close() throws IOException {
        lock.release();
        lockFile.close();
    }

    /// Deletes a folder and everything in it.
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
