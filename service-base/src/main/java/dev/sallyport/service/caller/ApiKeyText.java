package dev.sallyport.service.caller;

import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.id.ApiKeyId;
import dev.sallyport.crypto.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/// The text form of an API key: `sp_live_` or `sp_test_`, 20 characters of key id, `_`, 43 characters of secret (base
/// 62, 256 bits), `_`, 6 characters of CRC-32 in base 62 over everything before that last underscore, so that clients
/// and scanners see a typing error without asking. The key's id is `key_` and the same 20 characters: ten of time, ten
/// random, Crockford's base 32, the beginning of a ULID.
public final class ApiKeyText {
    private static final String LIVE = "sp_live_";
    private static final String TEST = "sp_test_";
    private static final String ID_PREFIX = "key_";
    private static final char[] BASE_62 =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".toCharArray();
    private static final char[] BASE_32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final int ENVIRONMENT_LENGTH = LIVE.length();
    private static final int ID_LENGTH = 20;
    private static final int TIME_LENGTH = 10;
    private static final int SECRET_LENGTH = 43;
    private static final int CHECKSUM_LENGTH = 6;
    private static final int SECRET_START = ENVIRONMENT_LENGTH + ID_LENGTH + 1;
    private static final int CHECKSUM_START = SECRET_START + SECRET_LENGTH + 1;
    private static final int LENGTH = CHECKSUM_START + CHECKSUM_LENGTH;

    private ApiKeyText() {}

    /// Whether the text is meant as an API key, well formed or not (a JWT never is).
    public static boolean looksLikeOne(String text) {
        return text.startsWith("sp_");
    }

    /// Checks form and checksum and hashes the secret; gives nothing for every other text.
    public static Optional<PresentedKey> parse(String text) {
        if (text.length() != LENGTH
                || !(text.startsWith(LIVE) || text.startsWith(TEST))
                || text.charAt(SECRET_START - 1) != '_'
                || text.charAt(CHECKSUM_START - 1) != '_'
                || !isBase32(text, ENVIRONMENT_LENGTH, SECRET_START - 1)
                || !isBase62(text, SECRET_START, CHECKSUM_START - 1)) {
            return Optional.empty();
        }
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        if (!checksum(bytes, CHECKSUM_START - 1).equals(text.substring(CHECKSUM_START))) {
            return Optional.empty();
        }
        return Optional.of(new PresentedKey(
                ApiKeyId.of(ID_PREFIX + text.substring(ENVIRONMENT_LENGTH, SECRET_START - 1)),
                text.startsWith(LIVE),
                hashOf(bytes)));
    }

    /// Makes a key id. Ids made later sort later, to the millisecond.
    public static ApiKeyId newId(SecureRandom random) {
        var text = new char[ID_LENGTH];
        long millis = System.currentTimeMillis();
        for (int i = TIME_LENGTH - 1; i >= 0; i--) {
            text[i] = BASE_32[(int) (millis & 31)];
            millis >>>= 5;
        }
        for (int i = TIME_LENGTH; i < ID_LENGTH; i++) {
            text[i] = BASE_32[random.nextInt(BASE_32.length)];
        }
        return ApiKeyId.of(ID_PREFIX + new String(text));
    }

    /// Makes the text of a key with a new secret for `id`, in ASCII. The caller closes it.
    public static Secret issue(ApiKeyId id, boolean live, SecureRandom random) {
        var handle = id.value().substring(ID_PREFIX.length());
        if (handle.length() != ID_LENGTH) {
            throw new IllegalArgumentException("not the id of an API key that can be issued");
        }
        var bytes = new byte[LENGTH];
        put(bytes, 0, (live ? LIVE : TEST) + handle + "_");
        for (int i = SECRET_START; i < CHECKSUM_START - 1; i++) {
            bytes[i] = (byte) BASE_62[random.nextInt(BASE_62.length)];
        }
        bytes[CHECKSUM_START - 1] = '_';
        put(bytes, CHECKSUM_START, checksum(bytes, CHECKSUM_START - 1));
        return Secret.take(bytes);
    }

    /// What is stored of a key: SHA-256 of the 43 characters of its secret.
    public static byte[] secretHash(Secret keyText) {
        return keyText.reveal(ApiKeyText::hashOf);
    }

    private static byte[] hashOf(byte[] keyText) {
        var middle = new byte[SECRET_LENGTH];
        System.arraycopy(keyText, SECRET_START, middle, 0, SECRET_LENGTH);
        var hash = Hashes.sha256(middle);
        Arrays.fill(middle, (byte) 0);
        return hash;
    }

    private static String checksum(byte[] bytes, int length) {
        var crc = new CRC32();
        crc.update(bytes, 0, length);
        long rest = crc.getValue();
        var text = new char[CHECKSUM_LENGTH];
        for (int i = CHECKSUM_LENGTH - 1; i >= 0; i--) {
            text[i] = BASE_62[(int) (rest % BASE_62.length)];
            rest /= BASE_62.length;
        }
        return new String(text);
    }

    private static void put(byte[] bytes, int offset, String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            bytes[offset + i] = (byte) ascii.charAt(i);
        }
    }

    private static boolean isBase32(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if ("0123456789ABCDEFGHJKMNPQRSTVWXYZ".indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBase62(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z')) {
                return false;
            }
        }
        return true;
    }
}
