package dev.sallyport.localkms.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.localkms.error.KmsError;
import dev.sallyport.localkms.error.KmsException;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;

/// What the answers of several actions share.
final class Answers {

    private static final int MAX_PAGE = 1000;

    private Answers() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /// AWS JSON 1.1 sends times as seconds with fractions.
    static double seconds(Instant instant) {
        return instant.toEpochMilli() / 1000.0;
    }

    /// One page of a list: `Limit`, `Marker`, `Truncated`, `NextMarker`. The marker is the place in the list.
    static <T> ObjectNode page(Call call, String name, List<T> all, BiConsumer<ObjectNode, T> write) {
        int from = call.optionalText("Marker", 1024)
                .map(marker -> place(marker, all.size()))
                .orElse(0);
        int limit = call.optionalInt("Limit", 1, MAX_PAGE).orElse(100);
        int to = Math.min(all.size(), from + limit);
        var answer = object();
        var array = answer.putArray(name);
        all.subList(from, to).forEach(item -> write.accept(array.addObject(), item));
        answer.put("Truncated", to < all.size());
        if (to < all.size()) {
            answer.put("NextMarker", Integer.toString(to));
        }
        return answer;
    }

    private static int place(String marker, int size) {
        if (!marker.matches("[0-9]{1,9}") || Integer.parseInt(marker) > size) {
            throw new KmsException(KmsError.INVALID_MARKER, "The marker is not one that this list gave.");
        }
        return Integer.parseInt(marker);
    }
}
