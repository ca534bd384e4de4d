package dev.sallyport.service.audit.sequence;

import dev.sallyport.crypto.audit.export.ExportLine;
import dev.sallyport.crypto.audit.export.ExportReader;
import dev.sallyport.crypto.audit.head.SignedTreeHead;
import dev.sallyport.crypto.audit.head.TreeHead;
import dev.sallyport.crypto.audit.merkle.GrowingTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// Looks at the stored log before the first signature: a log that was cut, changed at its end, or restored from an old
/// backup must not be signed on, or the sequencer itself would fork it.
final class HeadGuard {

    private HeadGuard() {}

    /// Throws [LogInconsistentException].
    static void require(GrowingTree tree, Optional<SignedTreeHead> stored, Optional<Path> witnessFile) {
        long size = stored.map(head -> head.head().size()).orElse(0L);
        if (tree.size() != size) {
            throw new LogInconsistentException("leaves and newest head do not fit each other");
        }
        stored.ifPresent(head -> requireSameRoot(tree, head.head()));
        witnessFile.flatMap(HeadGuard::largest).ifPresent(seen -> {
            if (seen.size() > size) {
                throw new LogInconsistentException("the witness file knows a larger log");
            }
            if (seen.size() == size) {
                requireSameRoot(tree, seen);
            }
        });
    }

    private static void requireSameRoot(GrowingTree tree, TreeHead head) {
        if (!tree.root().equals(head.root())) {
            throw new LogInconsistentException("the leaves do not lead to the newest head");
        }
    }

    private static Optional<TreeHead> largest(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> !line.isBlank())
                    .map(ExportReader::read)
                    .flatMap(line -> line instanceof ExportLine.Head head
                            ? Stream.of(head.head().head())
                            : Stream.empty())
                    .reduce((one, other) -> one.size() > other.size() ? one : other);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
