package dev.sallyport.service.caller;

import java.security.MessageDigest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a call carries to say who it comes from. Never printed: neither form has a text with its content.
public sealed interface Credentials {
    /// From the headers `X-API-Key` and `Authorization`; two that disagree are none.
    static Credentials of(@Nullable String apiKeyHeader, @Nullable String authorizationHeader) {
        var bearer = bearer(authorizationHeader);
        if (apiKeyHeader == null) {
            return bearer;
        }
        var key = key(apiKeyHeader);
        return authorizationHeader == null || bearer.equals(key) ? key : new None();
    }

    private static Credentials bearer(@Nullable String header) {
        if (header == null
                || header.length() < 8
                || !header.substring(0, 7).toLowerCase(Locale.ROOT).equals("bearer ")) {
            return new None();
        }
        var text = header.substring(7).strip();
        return ApiKeyText.looksLikeOne(text) ? key(text) : new Token(text);
    }

    private static Credentials key(String text) {
        var parsed = ApiKeyText.parse(text);
        return parsed.isPresent() ? new Key(parsed.get()) : new None();
    }

    /// An API key of good form. Two are equal when they are the same key.
    record Key(PresentedKey key) implements Credentials {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that
                    && key.keyId().equals(that.key.keyId())
                    && MessageDigest.isEqual(key.secretSha256(), that.key.secretSha256());
        }

        @Override
        public int hashCode() {
            return key.keyId().hashCode();
        }

        @Override
        public String toString() {
            return "Key[" + key.keyId() + "]";
        }
    }

    /// Something behind `Bearer` that is no API key.
    record Token(String text) implements Credentials {
        @Override
        public String toString() {
            return "Token";
        }
    }

    /// Nothing that could be read.
    record None() implements Credentials {}
}
