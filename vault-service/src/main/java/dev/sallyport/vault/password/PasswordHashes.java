package dev.sallyport.vault.password;

import dev.sallyport.crypto.secret.Secret;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Argon2id with 19 MiB, 2 passes, 1 lane, in the PHC text form. Blocks for tens of milliseconds; thread safe.
/// Source: RFC 9106; OWASP Password Storage Cheat Sheet for the parameters.
public final class PasswordHashes {
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Pattern FORM = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=1\\$([A-Za-z0-9+/]{22})\\$([A-Za-z0-9+/]{43})");

    private final SecureRandom random = new SecureRandom();
    private final String nobody;

    public PasswordHashes() {
        try (var noPassword = Secret.random(HASH_BYTES, random)) {
            nobody = hash(noPassword);
        }
    }

    public String hash(Secret password) {
        var salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        var base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=1$" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(derive(password, salt, MEMORY_KIB, PASSES));
    }

    public boolean matches(Secret password, String stored) {
        var form = FORM.matcher(stored);
        if (!form.matches()) {
            throw new IllegalStateException("a stored password hash has another form");
        }
        var derived = derive(
                password,
                Base64.getDecoder().decode(form.group(3)),
                Integer.parseInt(form.group(1)),
                Integer.parseInt(form.group(2)));
        return MessageDigest.isEqual(derived, Base64.getDecoder().decode(form.group(4)));
    }

    /// A hash that nothing matches, so that an unknown account costs the time of a known one.
    public String nobody() {
        return nobody;
    }

    private static byte[] derive(Secret password, byte[] salt, int memoryKib, int passes) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(1)
                .withSalt(salt)
                .build());
        var hash = new byte[HASH_BYTES];
        password.reveal(bytes -> generator.generateBytes(bytes, hash));
        return hash;
    }
}
