package dev.sallyport.service.caller;

import dev.sallyport.crypto.id.ApiKeyId;
import io.vertx.core.Future;
import java.util.Optional;

/// Where API keys are looked up: the vault's tables, or the grants that a proxy holds. Completes on the caller's
/// context; fails with a [dev.sallyport.service.problem.ProblemException] where it cannot tell.
@FunctionalInterface
public interface ApiKeyDirectory {
    /// The key of this id, revoked ones included; empty where there is none.
    Future<Optional<ApiKeyEntry>> find(ApiKeyId keyId);
}
