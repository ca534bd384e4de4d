package dev.sallyport.guard.json;

import java.util.List;
import java.util.Map;

/// A JSON value as read by [JsonReader]. Immutable.
public sealed interface Json {

    /// Members in the order of the document.
    record JsonObject(Map<String, Json> members) implements Json {}

    record JsonArray(List<Json> items) implements Json {}

    record JsonString(String value) implements Json {}

    /// A number as it was written.
    record JsonNumber(String literal) implements Json {}

    record JsonBool(boolean value) implements Json {}

    /// `null`.
    record JsonNull() implements Json {}
}
