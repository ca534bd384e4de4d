package dev.sallyport.vault.proxylink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.vault.json.Json;
import java.util.List;
import java.util.Optional;

/// What the proxy found when it tried a credential.
///
/// @param available false where no proxy answered; then nothing else is known
/// @param errorCode why it does not log in
public record RiskReport(
        boolean available, boolean reachable, boolean logsIn, Optional<String> errorCode, List<JsonNode> findings) {

    /// No proxy answered.
    static RiskReport unavailable() {
        return new RiskReport(false, false, false, Optional.of("proxy_unavailable"), List.of());
    }

    static RiskReport of(JsonNode answer) {
        var findings = Json.array();
        answer.path("findings").forEach(finding -> findings.add(copyOf(finding)));
        var code = answer.path("error_code");
        return new RiskReport(
                true,
                answer.path("reachable").asBoolean(false),
                answer.path("logs_in").asBoolean(false),
                code.isTextual() ? Optional.of(code.asText()) : Optional.empty(),
                List.copyOf(findings.valueStream().toList()));
    }

    /// For the caller.
    public ObjectNode toJson() {
        var json = Json.object()
                .put("status", status())
                .put("reachable", reachable)
                .put("logs_in", logsIn)
                .put("error_code", errorCode.orElse(null));
        var list = json.putArray("findings");
        findings.forEach(list::add);
        return json;
    }

    private String status() {
        if (!available) {
            return "unavailable";
        }
        return logsIn ? "complete" : reachable ? "login_failed" : "unreachable";
    }

    private static ObjectNode copyOf(JsonNode finding) {
        return Json.object()
                .put("code", finding.path("code").asText())
                .put("severity", finding.path("severity").asText())
                .put("message", finding.path("message").asText())
                .put("fix", finding.path("fix").asText());
    }
}
