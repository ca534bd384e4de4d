package dev.sallyport.service.audit.read;

import dev.sallyport.crypto.codec.MalformedException;

/// Where an export goes on: the tree that it proves against stays the same, so its parts fit each other.
///
/// @param events whether the leaf hashes are through and events follow
public record ExportCursor(long treeSize, boolean events, long leafIndex) {

    public ExportCursor {
        if (treeSize <= 0 || leafIndex < 0) {
            throw new MalformedException("not a cursor");
        }
    }

    /// Throws [MalformedException].
    public static ExportCursor parse(String text) {
        if (!text.matches("[0-9]{1,18}-[le]-[0-9]{1,18}")) {
            throw new MalformedException("not a cursor");
        }
        var parts = text.split("-", 3);
        return new ExportCursor(Long.parseLong(parts[0]), parts[1].equals("e"), Long.parseLong(parts[2]));
    }

    @Override
    public String toString() {
        return treeSize + (events ? "-e-" : "-l-") + leafIndex;
    }
}
