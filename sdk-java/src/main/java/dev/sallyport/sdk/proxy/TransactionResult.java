package dev.sallyport.sdk.proxy;

import dev.sallyport.sdk.answer.VerifiedAnswer;
import java.util.List;

/**
 * What a transaction did, all of it kept by the database when this is returned.
 *
 * @param results one for each statement, in their order
 * @param answer the verified envelope that carried this
 */
public record TransactionResult(List<StatementResult> results, VerifiedAnswer answer) {

    /** Keeps an unmodifiable list. */
    public TransactionResult {
        results = List.copyOf(results);
    }
}
