package dev.sallyport.proxy.execute;

import dev.sallyport.proxy.operation.SqlStatement;
import dev.sallyport.proxy.target.Lease;
import io.vertx.core.Future;
import java.util.List;

/// Puts tokens in the place of parameters that feed tokenized columns; the package of tokens
/// implements it. The text of
/// a statement is never changed.
@FunctionalInterface
public interface TokenizedParameters {

    /// Statements with tokens for values.
    record Replaced(List<SqlStatement> statements, Tokens tokens) {
        public Replaced {
            statements = List.copyOf(statements);
        }
    }

    /// Called on the lease's event loop, and completes there.
    Future<Replaced> replace(TokenizedInsert.Context context, Lease lease, List<SqlStatement> statements);

    /// Tokens of one transaction of the customer's: kept together with what it writes, or not at all.
    interface Tokens {

        /// None.
        Tokens NONE = new Tokens() {
            @Override
            public Future<Void> keep() {
                return Future.succeededFuture();
            }

            @Override
            public Future<Void> committed() {
                return Future.succeededFuture();
            }

            @Override
            public Future<Void> undone() {
                return Future.succeededFuture();
            }
        };

        /// Makes them durable as pending, with the number of the open transaction; before its COMMIT.
        Future<Void> keep();

        /// The transaction was committed.
        Future<Void> committed();

        /// The transaction was surely not committed.
        Future<Void> undone();
    }
}
