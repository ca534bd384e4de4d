package dev.sallyport.proxy.outbound;

import dev.sallyport.service.problem.ProblemDocument;
import dev.sallyport.service.problem.ProblemException;
import java.util.Optional;

/// What leaves: bytes with a status and a content type.
///
/// @param retryAfterSeconds for `Retry-After`
record OutboundAnswer(int status, String contentType, byte[] body, Optional<Long> retryAfterSeconds) {

    static OutboundAnswer envelope(byte[] json) {
        return new OutboundAnswer(200, "application/json", json, Optional.empty());
    }

    static OutboundAnswer plain(ProblemException problem, String requestId, Optional<String> auditEventId) {
        ProblemDocument document = new ProblemDocument(problem, requestId, auditEventId);
        return new OutboundAnswer(
                document.status(), ProblemDocument.CONTENT_TYPE, document.toBytes(), problem.retryAfterSeconds());
    }
}
