package dev.sallyport.localkms.signature;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The one text that client and server both derive from a request.
///
/// Source: AWS General Reference, "Create a signed AWS API request", step 1.
final class CanonicalRequest {

    private CanonicalRequest() {}

    static String of(SignedRequest request, List<String> signedHeaders, String payloadHash) {
        var headers = signedHeaders.stream()
                .map(name -> name + ":"
                        + request.all(name).stream()
                                .map(CanonicalRequest::squeezed)
                                .collect(Collectors.joining(","))
                        + "\n")
                .collect(Collectors.joining());
        return String.join(
                "\n",
                request.method(),
                request.path().isEmpty() ? "/" : request.path(),
                query(request.query()),
                headers,
                String.join(";", signedHeaders),
                payloadHash);
    }

    /// Parameters arrive encoded already; sorting them by name and then value is what is left.
    private static String query(String raw) {
        if (raw.isEmpty()) {
            return "";
        }
        return Arrays.stream(raw.split("&", -1))
                .map(pair -> pair.contains("=") ? pair : pair + "=")
                .sorted()
                .collect(Collectors.joining("&"));
    }

    private static String squeezed(String value) {
        return value.strip().replaceAll(" +", " ");
    }
}
