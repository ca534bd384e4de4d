package dev.sallyport.sdk.proxy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.sdk.http.Json;

/**
 * How a column's value is replaced by a token before the row is written.
 *
 * @param dataType what the value is: {@code email}, {@code phone}, {@code ssn}, {@code card}, {@code text}
 */
public record Tokenize(String dataType) {

    /** A random token for a value of {@code dataType}. */
    public static Tokenize as(String dataType) {
        return new Tokenize(dataType);
    }

    ObjectNode toJson() {
        return Json.object().put("data_type", dataType);
    }
}
