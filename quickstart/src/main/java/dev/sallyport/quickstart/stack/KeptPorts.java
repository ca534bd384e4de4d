package dev.sallyport.quickstart.stack;

import dev.sallyport.quickstart.files.OwnerOnly;
import dev.sallyport.quickstart.process.Ports;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/// Ports that must be the same at every start, because they stand in what was sealed.
record KeptPorts(Path file) {

    /// The port of this name, drawn at the first start.
    int claim(Ports ports, String name) throws IOException {
        var kept = new Properties();
        if (Files.exists(file)) {
            kept.load(new StringReader(Files.readString(file)));
        }
        int port = ports.claim(Integer.parseInt(kept.getProperty(name, "0")), name);
        if (kept.setProperty(name, Integer.toString(port)) == null) {
            var text = new StringWriter();
            kept.store(text, null);
            OwnerOnly.write(file, text.toString());
        }
        return port;
    }
}
