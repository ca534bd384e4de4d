package dev.sallyport.proxy.outbound;

import dev.sallyport.service.problem.ProblemCode;

/// In which form a problem is answered to a caller that was admitted.
enum AnswerForm {
    /// A refusal of this call: inside the envelope, with HTTP 200.
    ENVELOPE,
    /// The request cannot be answered in an envelope, or the service is not able to: a plain problem with its HTTP
    /// status.
    PLAIN;

    static AnswerForm of(ProblemCode code) {
        return switch (code) {
            case INTEGRATION_NOT_FOUND,
                    OPERATION_NOT_ALLOWED,
                    STATEMENT_NOT_READ_ONLY,
                    STATEMENT_BLOCKED,
                    NEEDS_APPROVAL,
                    TARGET_UNREACHABLE,
                    TARGET_REFUSED,
                    TARGET_AUTH_FAILED,
                    TARGET_TLS_FAILED,
                    TARGET_PROTOCOL_FAILED,
                    STATEMENT_FAILED,
                    LIMIT_EXCEEDED,
                    TIMEOUT,
                    TOKENIZATION_FAILED,
                    INVALID_DSN,
                    INVALID_KMS_KEY,
                    CREDENTIAL_NOT_USABLE,
                    CREDENTIAL_EXPIRED,
                    POLICY_INVALID -> ENVELOPE;
            default -> PLAIN;
        };
    }
}
