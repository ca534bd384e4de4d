package dev.sallyport.sdk.http;

import java.net.http.HttpHeaders;

/**
 * What came back.
 *
 * @param body owned by the receiver
 */
public record ApiReply(int status, HttpHeaders headers, byte[] body) {

    /** Whether the status is one of success. */
    public boolean succeeded() {
        return status >= 200 && status < 300;
    }

    @Override
    public String toString() {
        return "HTTP " + status + ", " + body.length + " bytes";
    }
}
