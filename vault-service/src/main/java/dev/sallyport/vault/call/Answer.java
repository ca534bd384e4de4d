package dev.sallyport.vault.call;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// A successful answer: what stands in `data`, and the cursor of the next page.
public record Answer(int status, JsonNode data, @Nullable String nextCursor) {
    /// 200.
    public static Answer ok(JsonNode data) {
        return new Answer(200, data, null);
    }

    /// 201.
    public static Answer created(JsonNode data) {
        return new Answer(201, data, null);
    }

    /// 200 with a page of a list.
    public static Answer page(JsonNode data, @Nullable String nextCursor) {
        return new Answer(200, data, nextCursor);
    }
}
