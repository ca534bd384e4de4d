package dev.sallyport.quickstart.files;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sallyport.crypto.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/// Passwords that this stack drew for itself: each in a file of its own, the same at every start.
public final class KeptSecrets {

    private static final int RANDOM_BYTES = 24;

    private final Path folder;
    private final SecureRandom random = new SecureRandom();

    public KeptSecrets(Path folder) {
        this.folder = folder;
    }

    /// The secret of this name, drawn when it is asked for the first time: 32 characters of base64url. The caller
    /// closes it.
    public Secret get(String name) throws IOException {
        Path file = file(name);
        if (!Files.exists(file)) {
            byte[] drawn = new byte[RANDOM_BYTES];
            random.nextBytes(drawn);
            OwnerOnly.write(file, Base64.getUrlEncoder().withoutPadding().encode(drawn));
        }
        return Secret.take(Files.readAllBytes(file));
    }

    /// The same as text, for a library or a file format that insists on one.
    public String text(String name) throws IOException {
        try (Secret kept = get(name)) {
            return kept.reveal(bytes -> new String(bytes, US_ASCII));
        }
    }

    /// Where the secret of this name lies.
    public Path file(String name) {
        return folder.resolve(name);
    }
}
