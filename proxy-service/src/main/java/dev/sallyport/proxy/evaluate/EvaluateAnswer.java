package dev.sallyport.proxy.evaluate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.guard.Evaluation;
import dev.sallyport.guard.report.JsonReport;
import dev.sallyport.guard.report.ReportFormat;
import dev.sallyport.guard.report.Reviewed;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An evaluation in the form that `Accept` asks for.
record EvaluateAnswer(String mediaType, byte[] bytes) {

    private static final String NAME = "query.sql";

    static EvaluateAnswer of(Evaluation evaluation, @Nullable String accept, String requestId, String auditEventId) {
        ReportFormat format = format(accept == null ? "" : accept.toLowerCase(Locale.ROOT));
        String text = switch (format) {
            case JSON -> withMeta(JsonReport.write(evaluation), requestId, auditEventId);
            case SARIF, TEXT -> format.write(List.of(new Reviewed(NAME, evaluation)));
        };
        return new EvaluateAnswer(format.mediaType(), text.getBytes(UTF_8));
    }

    private static ReportFormat format(String accept) {
        if (accept.contains("application/sarif+json")) {
            return ReportFormat.SARIF;
        }
        return accept.startsWith("text/plain") ? ReportFormat.TEXT : ReportFormat.JSON;
    }

    /// The report's members, and the ids of the call; both ids are of our own making and need no escaping.
    private static String withMeta(String report, String requestId, String auditEventId) {
        return report.substring(0, report.length() - 1)
                + ",\"success\":true,\"audit_event_id\":\"" + auditEventId + "\",\"meta\":{\"request_id\":\""
                + requestId
                + "\",\"audit_event_id\":\"" + auditEventId + "\"}}";
    }
}
