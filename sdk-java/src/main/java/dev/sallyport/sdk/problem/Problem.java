package dev.sallyport.sdk.problem;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a service said no (RFC 9457, plus a stable code and what the caller can do).
 *
 * @param code stable and documented, for programs: {@code operation_not_allowed}
 * @param status the HTTP status that belongs to the code
 * @param title the code in words
 * @param detail what happened this time; names no host, user, statement parameter or row
 * @param fix what the caller can do
 * @param requestId for a question to the operator
 * @param auditEventId the event in the audit log, where there is one
 * @param details further members for programs (a rule's code, the failed statement), an empty object where there are none
 */
public record Problem(
        String code,
        int status,
        String title,
        String detail,
        String fix,
        @Nullable String requestId,
        @Nullable String auditEventId,
        JsonNode details) {

    /** Checks that nothing required is missing. */
    public Problem {
        requireNonNull(code, "code is null");
        requireNonNull(title, "title is null");
        requireNonNull(detail, "detail is null");
        requireNonNull(fix, "fix is null");
        requireNonNull(details, "details is null");
    }

    /** One line for people: {@code code: detail (fix)}. */
    public String oneLine() {
        String what = detail.isEmpty() ? title : detail;
        return fix.isEmpty() ? code + ": " + what : code + ": " + what + " (" + fix + ")";
    }

    /** A member of {@link #details}, as text. */
    public Optional<String> detailMember(String name) {
        JsonNode member = details.path(name);
        return member.isMissingNode() || member.isNull() ? Optional.empty() : Optional.of(member.asText());
    }

    /** How long the service asked the caller to wait, where the details say so. */
    public Optional<Duration> retryAfter() {
        JsonNode seconds = details.path("retry_after_seconds");
        return seconds.canConvertToLong() ? Optional.of(Duration.ofSeconds(seconds.asLong())) : Optional.empty();
    }
}
