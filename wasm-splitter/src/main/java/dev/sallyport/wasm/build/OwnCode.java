package dev.sallyport.wasm.build;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;

/// A digest over this tool's own class files, from a folder or from a jar, so that a changed tool builds anew.
final class OwnCode {

    private OwnCode() {}

    static void addTo(MessageDigest digest) throws IOException {
        Path home;
        try {
            home = Path.of(OwnCode.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException("this tool's own location is no URI", e);
        }
        if (Files.isDirectory(home)) {
            addClasses(home, digest);
            return;
        }
        try (var jar = FileSystems.newFileSystem(URI.create("jar:" + home.toUri()), Map.of())) {
            addClasses(jar.getPath("/"), digest);
        }
    }

    private static void addClasses(Path root, MessageDigest digest) throws IOException {
        try (var files = Files.walk(root)) {
            var classes = files.filter(file -> file.toString().endsWith(".class"))
                    .sorted((a, b) -> root.relativize(a)
                            .toString()
                            .replace('\\', '/')
                            .compareTo(root.relativize(b).toString().replace('\\', '/')))
                    .toList();
            for (Path file : classes) {
                digest.update(Files.readAllBytes(file));
            }
        }
    }
}
