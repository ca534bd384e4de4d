package dev.sallyport.sdk.http;

import java.net.URI;
import java.util.Map;

/**
 * One call, as sent: every attempt sends exactly this, so that a repeated one has the same nonce, key and digest.
 *
 * @param body owned by this request, not altered after
 * @param repeatable whether a second attempt is harmless: it reads, or carries an idempotency key
 */
public record ApiRequest(String method, URI uri, Map<String, String> headers, byte[] body, boolean repeatable) {

    /** Keeps its own copy of the headers. */
    public ApiRequest {
        headers = Map.copyOf(headers);
    }

    /** The path and query, as they stand in the request line. */
    public String pathAndQuery() {
        String path = uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    /** For messages: no query, no header, no body. */
    @Override
    public String toString() {
        return method + " " + uri.getRawPath();
    }
}
