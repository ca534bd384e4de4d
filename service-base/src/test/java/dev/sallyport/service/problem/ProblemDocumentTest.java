package dev.sallyport.service.problem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.crypto.kms.KmsFailure;
import dev.sallyport.service.audit.AuditUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class ProblemDocumentTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void a_document_has_the_members_of_the_contract_and_not_the_log_text() throws IOException {
        var problem = new ProblemException(ProblemCode.RATE_LIMITED, "for the caller\r\n\u001b[31m\"", "for the log")
                .with("rules", List.of("a", 1, true))
                .retryAfter(Duration.ofMillis(1500));

        var bytes = new ProblemDocument(problem, "req_1", Optional.of("aud_1")).toBytes();

        var json = JSON.readTree(bytes);
        assertThat(json.path("type").asText()).isEqualTo("urn:sallyport:problem:rate_limited");
        assertThat(json.path("title").asText()).isEqualTo("Too many calls");
        assertThat(json.path("status").asInt()).isEqualTo(429);
        assertThat(json.path("success").asBoolean(true)).isFalse();
        assertThat(json.path("error").path("code").asText()).isEqualTo("rate_limited");
        assertThat(json.path("error")
                        .path("details")
                        .path("retry_after_seconds")
                        .asInt())
                .isEqualTo(2);
        assertThat(json.path("error").path("details").path("rules").toString()).isEqualTo("[\"a\",1,true]");
        assertThat(json.path("meta").path("audit_event_id").asText()).isEqualTo("aud_1");
        assertThat(new String(bytes, java.nio.charset.StandardCharsets.UTF_8))
                .doesNotContain("for the log")
                .doesNotContain("\n")
                .doesNotContain("\u001b");
    }

    @Test
    void faults_become_the_problem_that_they_stand_for() {
        assertThat(codeOf(new KmsFailure(KmsFailure.Kind.UNAVAILABLE, "x"))).isEqualTo(ProblemCode.KMS_UNAVAILABLE);
        assertThat(codeOf(new KmsFailure(KmsFailure.Kind.DENIED, "x"))).isEqualTo(ProblemCode.INVALID_KMS_KEY);
        assertThat(codeOf(new CompletionException(new AuditUnavailableException("x"))))
                .isEqualTo(ProblemCode.AUDIT_UNAVAILABLE);
        assertThat(codeOf(new IllegalStateException("secret detail"))).isEqualTo(ProblemCode.INTERNAL_ERROR);
        assertThat(Faults.toProblem(new IllegalStateException("secret detail")).detail())
                .doesNotContain("secret detail");
    }

    private static ProblemCode codeOf(Throwable fault) {
        return Faults.toProblem(fault).code();
    }
}
