package dev.sallyport.vault.call;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.json.Json;
import dev.sallyport.vault.json.JsonBody;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which part of a list is asked for: newest first, below `before`.
///
/// @param limit 1 to 200
/// @param before the id that the page before ended with; a text above every id for the first page
public record Page(int limit, String before) {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;
    private static final String FIRST = "~";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

    /// From the query parameters `limit` and `cursor`.
    public static Page of(@Nullable String limit, @Nullable String cursor) {
        return new Page(
                limit == null ? DEFAULT_LIMIT : limit(limit),
                cursor == null || cursor.isEmpty() ? FIRST : before(cursor));
    }

    /// The answer from `rows`, of which one more than the limit was read to see whether a page follows.
    public <T> Answer answer(List<T> rows, Function<T, String> id, Function<T, JsonNode> json) {
        boolean more = rows.size() > limit;
        var shown = more ? rows.subList(0, limit) : rows;
        var data = Json.array();
        shown.forEach(row -> data.add(json.apply(row)));
        return Answer.page(data, more ? cursor(id.apply(shown.getLast())) : null);
    }

    /// How many rows to read.
    public int rows() {
        return limit + 1;
    }

    private static int limit(String text) {
        if (text.matches("[1-9][0-9]{0,2}") && Integer.parseInt(text) <= MAX_LIMIT) {
            return Integer.parseInt(text);
        }
        throw JsonBody.invalid("limit", "must be a whole number from 1 to " + MAX_LIMIT);
    }

    private static String cursor(String id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id.getBytes(StandardCharsets.US_ASCII));
    }

    private static String before(String cursor) {
        try {
            var id = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            if (ID.matcher(id).matches() && cursor(id).equals(cursor)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new ProblemException(ProblemCode.INVALID_CURSOR);
    }
}
