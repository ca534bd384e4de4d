package dev.sallyport.sdk.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.crypto.id.CredentialId;
import java.util.ArrayList;
import java.util.List;

/**
 * What sealing or rotating a credential gave.
 *
 * @param findings the risk report, empty where nothing was found
 * @param riskReport the report as it came
 */
public record SealReceipt(CredentialId credentialId, int version, List<Finding> findings, JsonNode riskReport) {

    /** Keeps an unmodifiable list. */
    public SealReceipt {
        findings = List.copyOf(findings);
    }

    static SealReceipt read(JsonNode data) {
        List<Finding> findings = new ArrayList<>();
        JsonNode report = data.path("risk_report");
        report.path("findings").forEach(finding -> findings.add(Finding.read(finding)));
        return new SealReceipt(
                CredentialId.of(data.path("credential_id").asText()),
                data.path("version").asInt(),
                findings,
                report);
    }
}
