package dev.sallyport.proxy.outbound;

import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.codec.StrictBase64;
import dev.sallyport.service.caller.Credentials;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.http.HttpServerRequest;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the head of the request says, checked before a byte of the body is read. What is wrong with it is told behind
/// the door, so that the refusal is recorded with who called.
///
/// @param target path and query exactly as they stood in the request line
/// @param nonce 16 to 64 bytes; drawn here where the caller sent none that is good
/// @param fault why it is refused
record OutboundHead(
        String method,
        String target,
        Credentials credentials,
        byte[] nonce,
        Optional<String> idempotencyKey,
        Optional<ProblemException> fault) {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SHORTEST_NONCE = 16;
    private static final int LONGEST_NONCE = 64;

    static OutboundHead of(HttpServerRequest request, int maxBodyBytes) {
        Credentials credentials = Credentials.of(request.getHeader("X-API-Key"), request.getHeader("Authorization"));
        String method = request.method().name();
        try {
            requireLength(request, maxBodyBytes);
            requireJson(request.getHeader("Content-Type"));
            return new OutboundHead(
                    method,
                    request.uri(),
                    credentials,
                    nonce(request.getHeader("X-Request-Nonce")),
                    idempotencyKey(request.getHeader("Idempotency-Key")),
                    Optional.empty());
        } catch (ProblemException e) {
            return new OutboundHead(method, request.uri(), credentials, nonce(null), Optional.empty(), Optional.of(e));
        }
    }

    private static void requireLength(HttpServerRequest request, int maxBodyBytes) {
        String announced = request.getHeader("Content-Length");
        if (announced != null && (announced.length() > 9 || Integer.parseInt(announced) > maxBodyBytes)) {
            throw new ProblemException(ProblemCode.BODY_TOO_LARGE);
        }
    }

    private static void requireJson(@Nullable String contentType) {
        String type =
                contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        boolean utf8 = contentType == null
                || contentType.indexOf(';') < 0
                || contentType.toLowerCase(Locale.ROOT).matches("[^;]*;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*");
        if (!type.equals("application/json") || !utf8) {
            throw new ProblemException(ProblemCode.UNSUPPORTED_MEDIA_TYPE);
        }
    }

    private static byte[] nonce(@Nullable String text) {
        if (text == null) {
            byte[] drawn = new byte[32];
            RANDOM.nextBytes(drawn);
            return drawn;
        }
        try {
            byte[] nonce = StrictBase64.decode(text);
            if (nonce.length >= SHORTEST_NONCE && nonce.length <= LONGEST_NONCE) {
                return nonce;
            }
        } catch (MalformedException e) {
            // the same answer as for a wrong length
        }
        throw new ProblemException(ProblemCode.INVALID_NONCE);
    }

    private static Optional<String> idempotencyKey(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        if (text.isEmpty() || text.length() > 128 || !text.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new ProblemException(ProblemCode.INVALID_IDEMPOTENCY_KEY);
        }
        return Optional.of(text);
    }
}
