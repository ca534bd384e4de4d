package dev.sallyport.proxy.execute;

import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.proxy.operation.Operation;
import dev.sallyport.proxy.target.Lease;
import io.vertx.core.Future;

/// Runs `tokenize_and_insert`; the package of tokens implements it.
@FunctionalInterface
public interface TokenizedInsert {

    /// Rows and tokens are kept together or not at all. The caller gives the lease back.
    Future<OperationResult> run(
            TenantId tenant, Lease lease, Operation.TokenizeAndInsert operation, ExecutionLimits limits);
}
