package dev.sallyport.service.jwt;

import dev.sallyport.crypto.codec.JsonValue.JsonString;
import dev.sallyport.crypto.codec.StrictJson;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The header of a compact JWS, read before any library sees the token.
///
/// @param keyId `kid`, a plain name without a path or a URL in it
record TokenHeader(String algorithm, Optional<String> keyId) {
    private static final int MAX_TOKEN_LENGTH = 8192;
    private static final Set<String> KNOWN = Set.of("alg", "typ", "kid");
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    private static final Pattern COMPACT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    /// Refuses every token whose header has another member than `alg`, `typ` and `kid`.
    static TokenHeader of(String token) throws TokenRefused {
        if (token.length() > MAX_TOKEN_LENGTH || !COMPACT.matcher(token).matches()) {
            throw new TokenRefused("not a compact JWS");
        }
        try {
            var json = StrictJson.parseObject(Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.'))));
            if (!KNOWN.containsAll(json.members().keySet())) {
                throw new TokenRefused("a header member that is not accepted");
            }
            var keyId =
                    json.find("kid") instanceof JsonString kid ? Optional.of(kid.value()) : Optional.<String>empty();
            if (json.members().containsKey("kid")
                    && keyId.filter(kid -> KEY_ID.matcher(kid).matches()).isEmpty()) {
                throw new TokenRefused("a kid that is no name");
            }
            if (json.members().containsKey("typ") && !isType(json.text("typ"))) {
                throw new TokenRefused("another typ");
            }
            return new TokenHeader(json.text("alg"), keyId);
        } catch (IllegalArgumentException e) {
            throw new TokenRefused("a header that cannot be read");
        }
    }

    private static boolean isType(String type) {
        return type.equalsIgnoreCase("JWT") || type.equalsIgnoreCase("at+jwt");
    }
}
