package dev.sallyport.vault.password;

import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.vault.json.JsonBody;
import dev.sallyport.vault.json.SecretMembers;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Passwords taken out of a body before anything else reads it. Of 12 to 1024 bytes, where they are to be kept.
public final class NewPassword implements AutoCloseable {
    public static final int MIN_BYTES = 12;
    private static final int MAX_BYTES = 1024;

    private final Map<String, Secret> taken = new HashMap<>();

    private NewPassword() {}

    /// Takes the texts of `members` out of `body`, which is changed.
    public static NewPassword takeFrom(byte[] body, String... members) {
        var passwords = new NewPassword();
        try {
            for (String member : members) {
                try (var typed = SecretMembers.takeFrom(body, Set.of(member))) {
                    typed.single().ifPresent(found -> passwords.taken.put(member, found.copy()));
                }
            }
            return passwords;
        } catch (RuntimeException e) {
            passwords.close();
            throw e;
        }
    }

    /// One that is to be kept, for the caller to close.
    public Secret copy(String member) {
        return required(member, MIN_BYTES).copy();
    }

    /// One that is to be compared, for the caller to close.
    public Secret copyOfAnyLength(String member) {
        return required(member, 1).copy();
    }

    private Secret required(String member, int minBytes) {
        var found = taken.get(member);
        if (found == null || found.length() < minBytes || found.length() > MAX_BYTES) {
            throw JsonBody.invalid(member, "must be a text of " + minBytes + " to " + MAX_BYTES + " bytes");
        }
        return found;
    }

    @Override
    public void close() {
        taken.values().forEach(Secret::close);
    }
}
