package dev.sallyport.crypto.id;

import static java.util.Objects.requireNonNull;

final class IdText {
    private static final int MAX_LENGTH = 128;

    private IdText() {}

    static void require(String prefix, String value) {
        requireNonNull(value, "value is null");
        if (value.length() <= prefix.length() || value.length() > MAX_LENGTH || !value.startsWith(prefix)) {
            throw new InvalidIdException(prefix);
        }
        for (int i = prefix.length(); i < value.length(); i++) {
            if (!isAllowed(value.charAt(i))) {
                throw new InvalidIdException(prefix);
            }
        }
    }

    private static boolean isAllowed(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '.'
                || c == ':'
                || c == '-';
    }
}
