package dev.sallyport.sdk.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.sdk.answer.VerifiedAnswer;
import java.util.List;
import java.util.Map;

/**
 * What an insert with tokens did: tokens and rows are kept together.
 *
 * @param tokens for each record in its order: the token that now stands in each tokenized column
 * @param json the answer as it came, for members that this type does not name
 * @param answer the verified envelope that carried this
 */
public record InsertResult(long rowsAffected, List<Map<String, String>> tokens, JsonNode json, VerifiedAnswer answer) {

    /** Keeps an unmodifiable list. */
    public InsertResult {
        tokens = List.copyOf(tokens);
    }

    /**
     * The token of {@code column} of the only record.
     *
     * @throws IllegalStateException where there are several records, or no such token
     */
    public String token(String column) {
        if (tokens.size() != 1 || !tokens.get(0).containsKey(column)) {
            throw new IllegalStateException("no single token for column " + column);
        }
        return tokens.get(0).get(column);
    }
}
