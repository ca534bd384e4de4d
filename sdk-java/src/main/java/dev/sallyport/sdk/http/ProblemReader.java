package dev.sallyport.sdk.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.sdk.problem.Problem;
import dev.sallyport.sdk.problem.ProblemException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Problem} of a problem document, or of whatever came in its place. */
public final class ProblemReader {

    private ProblemReader() {}

    /** The problem that {@code reply}, which is not one of success, carries. */
    public static ProblemException problemOf(ApiReply reply) {
        return new ProblemException(read(reply));
    }

    /** The problem in {@code document}; {@code status} stands in where it names none. */
    public static Problem read(JsonNode document, int status) {
        JsonNode error = document.path("error");
        JsonNode meta = document.path("meta");
        return new Problem(
                error.path("code").asText("http_" + status),
                document.path("status").asInt(status),
                document.path("title").asText("HTTP status " + status),
                document.path("detail").asText(error.path("message").asText("")),
                error.path("fix").asText(""),
                text(meta.path("request_id")),
                auditEventId(document, meta),
                error.path("details").isObject() ? error.path("details") : Json.object());
    }

    private static Problem read(ApiReply reply) {
        try {
            JsonNode document = Json.read(reply.body());
            if (document.isObject()) {
                return read(document, reply.status());
            }
        } catch (IOException e) {
            // not JSON: something between us and the service answered
        }
        return read(Json.object(), reply.status());
    }

    private static @Nullable String auditEventId(JsonNode document, JsonNode meta) {
        String direct = text(document.path("audit_event_id"));
        return direct == null ? text(meta.path("audit_event_id")) : direct;
    }

    private static @Nullable String text(JsonNode member) {
        return member.isTextual() ? member.asText() : null;
    }
}
