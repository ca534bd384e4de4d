package dev.sallyport.bench.without;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/// Writes the agent's jar for one run: it exists nowhere else.
public final class AgentJar {

    private AgentJar() {}

    /// The jar, in `folder`.
    public static Path write(Path folder) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(new Attributes.Name("Premain-Class"), Without.class.getName());
        Path jar = folder.resolve("bench-without.jar");
        String entry = Without.class.getName().replace('.', '/') + ".class";
        try (InputStream code = Without.class.getResourceAsStream("/" + entry);
                var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            if (code == null) {
                throw new IOException("no class " + entry);
            }
            out.putNextEntry(new JarEntry(entry));
            code.transferTo(out);
        }
        return jar;
    }
}
