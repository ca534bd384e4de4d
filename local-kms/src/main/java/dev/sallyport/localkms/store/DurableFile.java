package dev.sallyport.localkms.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Files and folders that only their owner may read, whatever the umask, and that are there whole or not at all.
final class DurableFile {

    static final String UNFINISHED = ".part";

    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_FOLDER = PosixFilePermissions.fromString("rwx------");

    private DurableFile() {}

    /// When this returns, the content survives a loss of power; when it throws, the old content is still there.
    static void write(Path file, byte[] content) throws IOException {
        var part = file.resolveSibling(file.getFileName() + UNFINISHED);
        Files.deleteIfExists(part);
        Files.createFile(part, PosixFilePermissions.asFileAttribute(OWNER_FILE));
        Files.setPosixFilePermissions(part, OWNER_FILE);
        try (var channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            var buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(folderOf(file));
    }

    static void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
        sync(folderOf(file));
    }

    static void folder(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_FOLDER));
            Files.setPosixFilePermissions(folder, OWNER_FOLDER);
            sync(folderOf(folder));
        }
    }

    /// @throws IOException when anyone but the owner has a permission on the file
    static void requireOwnersOnly(Path file) throws IOException {
        if (!OWNER_FILE.containsAll(Files.getPosixFilePermissions(file))) {
            throw new IOException(file + " may be read or written by others: chmod 600 it");
        }
    }

    private static Path folderOf(Path file) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + " is no file in a folder");
        }
        return folder;
    }

    private static void sync(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
