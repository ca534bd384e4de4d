package dev.sallyport.proxy.execute;

import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.proxy.operation.Operation;
import dev.sallyport.proxy.target.Lease;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/// Runs `tokenize_and_insert`; the package of tokens implements it.
@FunctionalInterface
public interface TokenizedInsert {

    /// Whose call it is and what is to be tokenized.
    ///
    /// @param columns kind of data by column of the insert
    /// @param parameters for each statement of other operations, the kind of data by the number of
    ///     each parameter that
    ///     is to become a token
    record Context(
            TenantId tenant,
            IntegrationId integration,
            CredentialId credential,
            Map<String, String> columns,
            List<Map<Integer, String>> parameters) {
        public Context {
            columns = Map.copyOf(columns);
            parameters = List.copyOf(parameters);
        }

        /// Whether any parameter is to become a token.
        boolean replacesParameters() {
            return parameters.stream().anyMatch(numbers -> !numbers.isEmpty());
        }
    }

    /// Rows and tokens are kept together or not at all. Called on the lease's event loop; the caller gives the
    /// lease back.
    Future<OperationResult> run(
            Context context, Lease lease, Operation.TokenizeAndInsert operation, ExecutionLimits limits);
}
