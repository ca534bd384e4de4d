package dev.sallyport.service.problem;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/// The problem document of RFC 9457 with this product's members: the same bytes for a JAX-RS answer, a Vert.x route and
/// the inside of an envelope.
///
/// @param requestId names the call for the operator
/// @param auditEventId the call's event, where one was written
public record ProblemDocument(ProblemException problem, String requestId, Optional<String> auditEventId) {
    /// The content type of a plain problem.
    public static final String CONTENT_TYPE = "application/problem+json";

    private static final JsonFactory JSON = new JsonFactory();

    /// A document without an audit event.
    public static ProblemDocument of(ProblemException problem, String requestId) {
        return new ProblemDocument(problem, requestId, Optional.empty());
    }

    /// The HTTP status of the plain problem.
    public int status() {
        return problem.code().status();
    }

    /// UTF-8 JSON; the array is the caller's.
    public byte[] toBytes() {
        var bytes = new ByteArrayOutputStream(512);
        try (var json = JSON.createGenerator(bytes)) {
            write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void write(JsonGenerator json) throws IOException {
        var code = problem.code();
        json.writeStartObject();
        json.writeStringField("type", "urn:sallyport:problem:" + code.code());
        json.writeStringField("title", code.title());
        json.writeNumberField("status", code.status());
        json.writeStringField("detail", problem.detail());
        json.writeStringField("instance", "urn:sallyport:request:" + requestId);
        json.writeBooleanField("success", false);
        json.writeObjectFieldStart("error");
        json.writeStringField("code", code.code());
        json.writeStringField("message", problem.detail());
        writeDetails(json);
        json.writeStringField("fix", code.fix());
        json.writeEndObject();
        json.writeObjectFieldStart("meta");
        json.writeStringField("request_id", requestId);
        if (auditEventId.isPresent()) {
            json.writeStringField("audit_event_id", auditEventId.get());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private void writeDetails(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("details");
        for (Map.Entry<String, Object> member : problem.details().entrySet()) {
            json.writeFieldName(member.getKey());
            writeValue(json, member.getValue());
        }
        json.writeEndObject();
    }

    private static void writeValue(JsonGenerator json, Object value) throws IOException {
        switch (value) {
            case Boolean flag -> json.writeBoolean(flag);
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Iterable<?> values -> {
                json.writeStartArray();
                for (Object each : values) {
                    writeValue(json, each);
                }
                json.writeEndArray();
            }
            case Map<?, ?> members -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> member : members.entrySet()) {
                    json.writeFieldName(String.valueOf(member.getKey()));
                    writeValue(json, member.getValue());
                }
                json.writeEndObject();
            }
            default -> json.writeString(value.toString());
        }
    }
}
