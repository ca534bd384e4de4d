package dev.sallyport.quickstart.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Starts a child in a session of its own, so that Ctrl-C reaches the launcher alone and the launcher ends its
/// children in order. Where the system has no `setsid` (macOS), children share the terminal and end with it.
final class OwnSession {

    private static final List<Path> SETSID = List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));

    private OwnSession() {}

    static List<String> prefix() {
        return SETSID.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .map(setsid -> List.of(setsid.toString()))
                .orElse(List.of());
    }
}
