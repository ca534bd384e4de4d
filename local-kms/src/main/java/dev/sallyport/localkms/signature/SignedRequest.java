package dev.sallyport.localkms.signature;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// An HTTP request as it was received, before anything in it is believed.
///
/// @param path the raw path, still encoded
/// @param query the raw query without `?`, empty where there is none
/// @param headers values by name in lower case, in the order they came
/// @param body the whole body; the array is not copied and must not change
public record SignedRequest(String method, String path, String query, Map<String, List<String>> headers, byte[] body) {

    /// Takes header names in any case.
    public SignedRequest {
        var lower = new TreeMap<String, List<String>>();
        headers.forEach((name, values) -> lower.merge(
                name.toLowerCase(Locale.ROOT),
                List.copyOf(values),
                (one, other) -> java.util.stream.Stream.concat(one.stream(), other.stream())
                        .toList()));
        headers = Map.copyOf(lower);
    }

    List<String> all(String name) {
        return headers.getOrDefault(name, List.of());
    }

    @Override
    public String toString() {
        return "SignedRequest[" + method + ", " + body.length + " bytes]";
    }
}
