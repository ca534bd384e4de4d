package dev.sallyport.sdk.vault;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Part of a list.
 *
 * @param nextCursor for the next page, empty on the last one
 */
public record Page<T>(List<T> items, Optional<String> nextCursor) {

    /** Keeps an unmodifiable list. */
    public Page {
        items = List.copyOf(items);
    }

    static <T> Page<T> read(JsonNode answer, Function<JsonNode, T> reader) {
        JsonNode data = answer.path("data");
        List<T> items = new ArrayList<>();
        (data.isArray() ? data : data.path("items")).forEach(item -> items.add(reader.apply(item)));
        JsonNode cursor = answer.path("meta").path("next_cursor");
        return new Page<>(items, cursor.isTextual() ? Optional.of(cursor.asText()) : Optional.empty());
    }
}
