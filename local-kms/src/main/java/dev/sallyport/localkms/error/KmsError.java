package dev.sallyport.localkms.error;

/// An error name of the AWS KMS protocol with the HTTP status that AWS sends with it. Clients match on the name.
///
/// Source: AWS KMS API Reference, "Common Error Types" and the errors of each action.
public enum KmsError {
    ACCESS_DENIED("AccessDeniedException", 400),
    ALREADY_EXISTS("AlreadyExistsException", 400),
    DISABLED("DisabledException", 400),
    DRY_RUN("DryRunOperationException", 400),
    INCOMPLETE_SIGNATURE("IncompleteSignatureException", 400),
    INCORRECT_KEY("IncorrectKeyException", 400),
    INTERNAL("KMSInternalException", 500),
    INVALID_ALIAS_NAME("InvalidAliasNameException", 400),
    INVALID_ARN("InvalidArnException", 400),
    INVALID_CIPHERTEXT("InvalidCiphertextException", 400),
    INVALID_GRANT_ID("InvalidGrantIdException", 400),
    INVALID_GRANT_TOKEN("InvalidGrantTokenException", 400),
    INVALID_MARKER("InvalidMarkerException", 400),
    INVALID_SIGNATURE("InvalidSignatureException", 400),
    INVALID_STATE("KMSInvalidStateException", 400),
    LIMIT_EXCEEDED("LimitExceededException", 400),
    MALFORMED_POLICY("MalformedPolicyDocumentException", 400),
    MISSING_TOKEN("MissingAuthenticationTokenException", 400),
    NOT_FOUND("NotFoundException", 400),
    REQUEST_TOO_LARGE("RequestEntityTooLargeException", 413),
    SERIALIZATION("SerializationException", 400),
    THROTTLING("ThrottlingException", 400),
    UNAVAILABLE("ServiceUnavailableException", 503),
    UNKNOWN_CLIENT("UnrecognizedClientException", 400),
    UNKNOWN_OPERATION("UnknownOperationException", 400),
    UNSUPPORTED("UnsupportedOperationException", 400),
    VALIDATION("ValidationException", 400);

    private final String awsName;
    private final int status;

    KmsError(String awsName, int status) {
        this.awsName = awsName;
        this.status = status;
    }

    public String awsName() {
        return awsName;
    }

    public int status() {
        return status;
    }
}
