package dev.sallyport.crypto.envelope;

import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.codec.TranscriptWriter;

/** {@code H(LP("hce1/request") || LP(method) || LP(path and query as sent) || LP(raw body))}. */
public final class RequestDigest {
    private static final String LABEL = "hce1/request";

    private RequestDigest() {}

    /** 64 bytes; {@code pathAndQuery} is the request target exactly as it stood in the request line. */
    public static byte[] of(String method, String pathAndQuery, byte[] body) {
        return Hashes.sha512(new TranscriptWriter(body.length + pathAndQuery.length() + 64)
                .lp(LABEL)
                .lp(method)
                .lp(pathAndQuery)
                .lp(body)
                .toByteArray());
    }
}
