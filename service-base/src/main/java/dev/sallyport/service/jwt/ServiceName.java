package dev.sallyport.service.jwt;

import java.time.Duration;
import java.util.Locale;

/// Our services as they stand in `iss` and `aud` of the tokens between them.
public enum ServiceName {
    SALLYPORT_VAULT,
    SALLYPORT_PROXY;

    static final Duration TOKEN_LIFE = Duration.ofSeconds(60);

    /// `sallyport-vault`.
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
