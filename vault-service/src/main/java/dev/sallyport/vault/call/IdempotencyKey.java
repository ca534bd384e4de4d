package dev.sallyport.vault.call;

import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The key under which a caller may repeat a call. Its text is part of the key that encrypts the stored answer, so the
/// database holds only a hash of it.
final class IdempotencyKey {
    private static final int MAX_LENGTH = 128;

    private final String caller;
    private final byte[] text;

    private IdempotencyKey(String caller, byte[] text) {
        this.caller = caller;
        this.text = text;
    }

    /// @param caller whose key it is: keys of different callers never meet
    static Optional<IdempotencyKey> of(@Nullable String header, String caller) {
        if (header == null) {
            return Optional.empty();
        }
        if (header.isEmpty() || header.length() > MAX_LENGTH || !header.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new ProblemException(ProblemCode.INVALID_IDEMPOTENCY_KEY);
        }
        return Optional.of(new IdempotencyKey(caller, header.getBytes(StandardCharsets.US_ASCII)));
    }

    /// 64 hexadecimal digits.
    String name() {
        return HexFormat.of().formatHex(Hashes.sha256((caller + '\n').getBytes(StandardCharsets.UTF_8), text));
    }

    byte[] text() {
        return text.clone();
    }
}
