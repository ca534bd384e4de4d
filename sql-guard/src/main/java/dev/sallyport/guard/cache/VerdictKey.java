package dev.sallyport.guard.cache;

import dev.sallyport.guard.parser.ParserPool;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.rules.Purpose;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// What a verdict depends on: the exact text (all 256 bits of its SHA-256), the purpose, the policy and the parser.
///
/// @param policy its digest; policies of the same document judge alike
public record VerdictKey(long a, long b, long c, long d, Purpose purpose, String policy, String parser) {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final ThreadLocal<Hasher> HASHER = ThreadLocal.withInitial(Hasher::new);

    public static VerdictKey of(String sql, Purpose purpose, Policy policy) {
        byte[] hash = HASHER.get().hash(sql);
        return new VerdictKey(
                (long) LONG.get(hash, 0),
                (long) LONG.get(hash, 8),
                (long) LONG.get(hash, 16),
                (long) LONG.get(hash, 24),
                purpose,
                policy.digest(),
                ParserPool.VERSION);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(a);
    }

    /// SHA-256 over UTF-16 code units, with buffers that are used again.
    private static final class Hasher {

        private static final int CHUNK = 2_048;

        private final MessageDigest sha256 = newSha256();
        private final byte[] chunk = new byte[CHUNK];
        private final byte[] hash = new byte[32];

        byte[] hash(String sql) {
            int filled = 0;
            for (int i = 0; i < sql.length(); i++) {
                char c = sql.charAt(i);
                chunk[filled++] = (byte) (c >> 8);
                chunk[filled++] = (byte) c;
                if (filled == CHUNK) {
                    sha256.update(chunk, 0, filled);
                    filled = 0;
                }
            }
            sha256.update(chunk, 0, filled);
            try {
                sha256.digest(hash, 0, hash.length);
            } catch (DigestException e) {
                throw new IllegalStateException(e);
            }
            return hash;
        }

        private static MessageDigest newSha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
