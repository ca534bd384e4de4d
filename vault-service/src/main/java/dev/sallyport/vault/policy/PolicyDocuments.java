package dev.sallyport.vault.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.guard.json.JsonPlaces;
import dev.sallyport.guard.json.JsonSyntaxException;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.policy.PolicyCompiler;
import dev.sallyport.guard.policy.PolicyRefusedException;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.json.Json;
import java.nio.charset.StandardCharsets;

/// Compiles policies' documents before anything is kept; the place of an error is told in the body that was sent.
public final class PolicyDocuments {
    private static final int MAX_BYTES = 256 * 1024;

    private PolicyDocuments() {}

    /// The compiled policy. Refuses with `policy_invalid`: `pointer` within the document, `line` and `column` within
    /// the body.
    ///
    /// @param member the body's member that holds the document
    public static Policy compile(byte[] body, String member, JsonNode document) {
        var text = Json.text(document);
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new ProblemException(
                    ProblemCode.POLICY_INVALID, "The member " + member + " is larger than 256 KiB.", "too large");
        }
        try {
            return PolicyCompiler.compile(text, 0);
        } catch (PolicyRefusedException e) {
            throw refused(body, member, e);
        }
    }

    private static ProblemException refused(byte[] body, String member, PolicyRefusedException fault) {
        var problem = new ProblemException(
                        ProblemCode.POLICY_INVALID,
                        "The policy does not compile: " + fault.getMessage() + ".",
                        "policy: " + fault.pointer())
                .with("pointer", fault.pointer());
        try {
            var place = JsonPlaces.of(new String(body, StandardCharsets.UTF_8)).at("/" + member + fault.pointer());
            return problem.with("line", place.line()).with("column", place.column());
        } catch (JsonSyntaxException e) {
            return problem;
        }
    }
}
