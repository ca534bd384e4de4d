package dev.sallyport.service.caller;

import io.vertx.core.Future;
import java.util.Optional;

/// Verifies the tokens of people and services. `token` is the text behind `Bearer`.
@FunctionalInterface
public interface TokenDirectory {
    /// The caller that the token proves; empty for every token that proves nobody.
    Future<Optional<Caller>> find(String token);

    /// For a service that takes API keys alone.
    static TokenDirectory none() {
        return token -> Future.succeededFuture(Optional.empty());
    }
}
