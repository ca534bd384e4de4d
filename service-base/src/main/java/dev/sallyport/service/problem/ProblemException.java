package dev.sallyport.service.problem;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A refusal or a fault on its way to the one place that turns it into HTTP or into an envelope. `detail` is for the
/// caller and safe to show; the message of the exception is for the log. Immutable; the `with…` methods copy.
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final String detail;
    private final transient Map<String, Object> details;

    /// A problem whose title says enough.
    public ProblemException(ProblemCode code) {
        this(code, code.title(), code.code());
    }

    /// @param detail what happened this time, for the caller: no host, user, DSN, parameter or row
    /// @param logText what happened, for the log: no secret
    public ProblemException(ProblemCode code, String detail, String logText) {
        this(code, detail, logText, Map.of(), null);
    }

    /// The same with its cause, which goes to the log alone.
    public ProblemException(ProblemCode code, String detail, String logText, @Nullable Throwable cause) {
        this(code, detail, logText, Map.of(), cause);
    }

    private ProblemException(
            ProblemCode code, String detail, String logText, Map<String, Object> details, @Nullable Throwable cause) {
        super(requireNonNull(logText, "logText is null"), cause, false, code.status() >= 500);
        this.code = requireNonNull(code, "code is null");
        this.detail = requireNonNull(detail, "detail is null");
        this.details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /// The same problem with a member more in `error.details`: text, number, boolean, or lists and maps of such.
    public ProblemException with(String name, Object value) {
        var more = new LinkedHashMap<>(details);
        more.put(name, value);
        return new ProblemException(code, detail, logText(), more, getCause());
    }

    /// The same problem, to be tried again after `wait`.
    public ProblemException retryAfter(Duration wait) {
        return with("retry_after_seconds", Math.max(1, wait.plusMillis(999).toSeconds()));
    }

    public ProblemCode code() {
        return code;
    }

    /// For the caller.
    public String detail() {
        return detail;
    }

    /// For the log.
    public String logText() {
        return requireNonNull(getMessage(), "message is null");
    }

    /// Further members for programs, such as `rule_code` or `failed_statement`.
    public Map<String, Object> details() {
        return details;
    }

    /// Whole seconds for `Retry-After`, where waiting helps.
    public Optional<Long> retryAfterSeconds() {
        return details.get("retry_after_seconds") instanceof Long seconds ? Optional.of(seconds) : Optional.empty();
    }
}
