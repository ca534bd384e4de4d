package dev.sallyport.guard.json;

import java.util.Map;

/// Finds the line and the column of a pointer's value in a JSON text, for people who wrote the text.
public final class JsonPlaces {

    /// @param line from 1
    /// @param column from 1, in characters (code points)
    public record Position(int line, int column) {}

    private final String text;
    private final Map<String, Integer> offsets;

    private JsonPlaces(String text, Map<String, Integer> offsets) {
        this.text = text;
        this.offsets = offsets;
    }

    /// @throws JsonSyntaxException when the text is not the strict JSON that [JsonReader] reads
    public static JsonPlaces of(String text) throws JsonSyntaxException {
        return new JsonPlaces(text, JsonReader.places(text));
    }

    /// Of the pointer's value, or of the nearest value around it that is there.
    public Position at(String pointer) {
        String nearest = pointer;
        while (!offsets.containsKey(nearest) && !nearest.isEmpty()) {
            nearest = nearest.substring(0, nearest.lastIndexOf('/'));
        }
        return position(text, offsets.getOrDefault(nearest, 0));
    }

    /// Of a character, as [JsonSyntaxException#offset] counts.
    public static Position position(String text, int offset) {
        int end = Math.min(offset, text.length());
        int lineStart = text.lastIndexOf('\n', end - 1) + 1;
        int line = 1
                + (int) text.substring(0, lineStart)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
        return new Position(line, 1 + text.codePointCount(lineStart, end));
    }
}
