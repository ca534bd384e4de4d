package dev.sallyport.sdk.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.crypto.audit.export.ExportLine;
import dev.sallyport.crypto.audit.export.ExportReader;
import dev.sallyport.crypto.audit.export.ExportWriter;
import dev.sallyport.crypto.audit.head.SignedTreeHead;
import dev.sallyport.crypto.audit.head.TreeHead;
import dev.sallyport.crypto.codec.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The heads that a witness cosigned, one file a log, a head a line, for the owner alone whatever the umask. A last line
 * without its end is what a kill leaves, and no cosignature was given for it: it is taken away. Anything else that is not
 * a head, or smaller than the one before, is damage, which a person has to look at.
 */
final class WitnessMemory {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final String ENDING = ".heads.jsonl";

    private final Path folder;

    /** What the last read or write of a log left, so that a head does not cost the reading of all before it. */
    private final Map<String, Known> known = new HashMap<>();

    private static final class Known {
        private final TreeHead newest;
        private final long bytes;

        Known(TreeHead newest, long bytes) {
            this.newest = newest;
            this.bytes = bytes;
        }
    }

    WitnessMemory(Path folder) {
        this.folder = folder;
    }

    /** Reads every file, mends what a kill tore, narrows who may read; throws where there is other damage. */
    void check() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.toString().endsWith(ENDING)).toList();
        }
        for (Path file : files) {
            narrow(file);
            newest(file);
        }
    }

    /** The newest head of this log. */
    @Nullable
    TreeHead newest(String logId) throws IOException {
        Path file = file(logId);
        if (!Files.exists(file)) {
            return null;
        }
        Known last = known.get(logId);
        if (last != null && last.bytes == Files.size(file)) {
            return last.newest;
        }
        TreeHead newest = newest(file);
        if (newest != null) {
            known.put(logId, new Known(newest, Files.size(file)));
        }
        return newest;
    }

    /** On the disk when this returns. */
    void remember(SignedTreeHead head) throws IOException {
        Path file = file(head.head().logId());
        boolean first = !Files.exists(file);
        known.remove(head.head().logId());
        try (FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), ownerOnly(file))) {
            append(channel, ExportWriter.head(head) + "\n");
        }
        if (first) {
            forceFolder(file);
        }
        known.put(head.head().logId(), new Known(head.head(), Files.size(file)));
    }

    /** A file is not on the disk before its name is. */
    private static void forceFolder(Path file) throws IOException {
        try (FileChannel names = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    /** Creates a file of this text that its owner alone may read. */
    static void create(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly(file))) {
            write(channel, content);
        }
        forceFolder(file);
    }

    private static @Nullable TreeHead newest(Path file) throws IOException {
        String text = Files.readString(file, UTF_8);
        int end = text.lastIndexOf('\n') + 1;
        TreeHead newest = null;
        int number = 0;
        for (String line : text.substring(0, end).lines().toList()) {
            number++;
            Optional<TreeHead> next = next(line, newest);
            if (next.isEmpty()) {
                throw new FileSystemException(
                        file.toString(), null, "line " + number + " is not a head that continues the one before");
            }
            newest = next.get();
        }
        if (end == text.length()) {
            return newest;
        }
        Optional<TreeHead> last = next(text.substring(end), newest);
        mend(file, text.substring(0, end).getBytes(UTF_8).length, last.isPresent());
        return last.orElse(newest);
    }

    private static Optional<TreeHead> next(String line, @Nullable TreeHead before) {
        try {
            return ExportReader.read(line) instanceof ExportLine.Head seen
                            && (before == null || seen.head().head().size() >= before.size())
                    ? Optional.of(seen.head().head())
                    : Optional.empty();
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    /** Ends a whole last line; takes away a torn one. */
    private static void mend(Path file, long sound, boolean whole) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (whole) {
                channel.position(channel.size());
                append(channel, "\n");
            } else {
                channel.truncate(sound);
                channel.force(true);
            }
        }
    }

    private static void append(FileChannel channel, String text) throws IOException {
        write(channel, text.getBytes(UTF_8));
    }

    private static void write(FileChannel channel, byte[] content) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(true);
    }

    private static void narrow(Path file) throws IOException {
        if (isPosix(file) && !Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
            Files.setPosixFilePermissions(file, OWNER_ONLY);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return isPosix(file)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private Path file(String logId) {
        return folder.resolve(logId + ENDING);
    }
}
