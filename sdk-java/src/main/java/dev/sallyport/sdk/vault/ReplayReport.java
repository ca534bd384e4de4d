package dev.sallyport.sdk.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.crypto.id.IntegrationId;
import java.util.ArrayList;
import java.util.List;

/**
 * What a policy would have decided about the statements of the last days.
 *
 * @param statements different ones, as far as a policy can tell them apart
 * @param calls how often they ran or were stopped
 * @param unknown those that recorded facts cannot judge
 * @param complete false where there was more than is told
 * @param changes the statements that would be decided otherwise or are unknown, the most frequent first
 */
public record ReplayReport(
        int statements, long calls, int unchanged, int changed, int unknown, boolean complete, List<Change> changes) {

    /** Keeps an unmodifiable list. */
    public ReplayReport {
        changes = List.copyOf(changes);
    }

    /**
     * One statement that would be decided otherwise.
     *
     * @param fingerprint the same for statements that differ in constants alone
     * @param before {@code ALLOWED}, {@code NEEDS_APPROVAL} or {@code BLOCKED}
     * @param after the same, or {@code UNKNOWN}
     * @param ruleCodes of the rules that hit under the policy that was asked about
     * @param json the answer as it came
     */
    public record Change(
            IntegrationId integration,
            String fingerprint,
            long calls,
            String before,
            String after,
            List<String> ruleCodes,
            JsonNode json) {

        /** Keeps an unmodifiable list. */
        public Change {
            ruleCodes = List.copyOf(ruleCodes);
        }

        private static Change read(JsonNode json) {
            List<String> codes = new ArrayList<>();
            json.path("after").path("rule_codes").forEach(code -> codes.add(code.asText()));
            return new Change(
                    IntegrationId.of(json.path("integration_id").asText()),
                    json.path("fingerprint").asText(),
                    json.path("calls").asLong(),
                    json.path("before").path("decision").asText(),
                    json.path("after").path("decision").asText(),
                    codes,
                    json);
        }
    }

    static ReplayReport read(JsonNode json) {
        List<Change> changes = new ArrayList<>();
        json.path("changes").forEach(change -> changes.add(Change.read(change)));
        return new ReplayReport(
                json.path("statements").asInt(),
                json.path("calls").asLong(),
                json.path("unchanged").asInt(),
                json.path("changed").asInt(),
                json.path("unknown").asInt(),
                json.path("complete").asBoolean(),
                changes);
    }
}
