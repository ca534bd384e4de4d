package dev.sallyport.crypto.envelope;

/** The texts of an envelope that are not ids. All are ASCII that JSON need not escape. */
final class EnvelopeText {
    static final String SUITE = "ML-KEM-768+HKDF-SHA-512+AES-256-GCM+ML-DSA-65+HMAC-SHA-512";
    static final String KEM_ALGORITHM = "ML-KEM-768";
    static final String SIGNATURE_ALGORITHM = "ML-DSA-65+HMAC-SHA-512";
    static final int VERSION = 1;
    private static final int MAX_LENGTH = 128;

    private EnvelopeText() {}

    static boolean isName(String text) {
        return hasLength(text)
                && text.chars().allMatch(c -> isLetterOrDigit(c) || c == '_' || c == '.' || c == ':' || c == '-');
    }

    /** A media type; blank, plus, slash, semicolon and equals sign besides a name's characters. */
    static boolean isContentType(String text) {
        return hasLength(text) && text.chars().allMatch(c -> isLetterOrDigit(c) || "_.:-+/;= ".indexOf(c) >= 0);
    }

    private static boolean hasLength(String text) {
        return !text.isEmpty() && text.length() <= MAX_LENGTH;
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
