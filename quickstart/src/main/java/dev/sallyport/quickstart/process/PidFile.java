package dev.sallyport.quickstart.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// Who a child is: its pid, how to end it, and the nonce that stands in its arguments, so that another process
/// that got the same pid later is not taken for it.
record PidFile(long pid, Kind kind, String nonce) {

    void write(Path file) throws IOException {
        Files.writeString(file, pid + " " + kind + " " + nonce + "\n");
    }

    static Optional<PidFile> read(Path file) throws IOException {
        String[] words = Files.readString(file).strip().split(" ");
        if (words.length != 3 || !words[0].matches("[0-9]{1,10}")) {
            return Optional.empty();
        }
        return switch (words[1].toUpperCase(Locale.ROOT)) {
            case "SERVICE" -> Optional.of(new PidFile(Long.parseLong(words[0]), Kind.SERVICE, words[2]));
            case "POSTGRES" -> Optional.of(new PidFile(Long.parseLong(words[0]), Kind.POSTGRES, words[2]));
            default -> Optional.empty();
        };
    }

    /// The running process that this file speaks of, if it still runs.
    Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::carriesTheNonce);
    }

    private boolean carriesTheNonce(ProcessHandle process) {
        return process.info().arguments().stream()
                .flatMap(java.util.Arrays::stream)
                .anyMatch(a -> a.contains(nonce));
    }
}
