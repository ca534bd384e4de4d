package dev.sallyport.service.problem;

import java.util.Locale;

/// Every reason for which a service refuses or fails, with its HTTP status, its title, and what the caller can do. The
/// codes are a contract: `docs/errors.md` is made from this enum, and a code is never given another meaning.
public enum ProblemCode {
    // The request itself
    INVALID_REQUEST(400, "The request is not well formed", "Compare the request with the API contract."),
    INVALID_JSON(
            400, "The body is not acceptable JSON", "Send one JSON value: no duplicate members, no trailing bytes."),
    INVALID_NONCE(400, "X-Request-Nonce is missing or not usable", "Send 16 to 64 random bytes in base64."),
    INVALID_CURSOR(400, "The cursor is not one of ours", "Take the cursor from meta.next_cursor of the page before."),
    INVALID_IDEMPOTENCY_KEY(
            400, "The Idempotency-Key is not usable", "Send 1 to 128 printable ASCII characters, such as a UUID."),
    NOT_FOUND(404, "There is no such thing here", "Check the id and the tenant that the key belongs to."),
    METHOD_NOT_ALLOWED(405, "This method does not exist here", "Compare method and path with the API contract."),
    NOT_ACCEPTABLE(406, "No form of the answer is acceptable", "Accept application/json."),
    BODY_TOO_LARGE(413, "The body is too large", "Send at most 1 MiB."),
    UNSUPPORTED_MEDIA_TYPE(415, "The body is not JSON", "Send Content-Type: application/json."),
    RATE_LIMITED(429, "Too many calls", "Wait for the time in Retry-After."),

    // The caller
    UNAUTHENTICATED(401, "The caller is not known", "Send a valid API key or token."),
    SCOPE_MISSING(403, "The caller may not do this", "Use a key or a role with the scope that the call needs."),
    ADDRESS_NOT_ALLOWED(403, "The caller may not come from this address", "Call from an address of the key's list."),
    TENANT_REQUIRED(400, "No tenant is named", "A platform administrator names one in X-Sallyport-Tenant."),
    TENANT_LOCKED(423, "The tenant is locked down", "An owner or platform administrator lifts the lockdown."),

    // Idempotency
    IDEMPOTENCY_CONFLICT(409, "The Idempotency-Key was used for another request", "Use a new key for a new request."),
    IDEMPOTENCY_OUTCOME_UNKNOWN(
            409, "The outcome of the first attempt is not known", "Look at the data before you try with a new key."),

    // The vault
    INVALID_DSN(422, "The DSN is not acceptable", "Correct what the detail names and seal again."),
    INVALID_CREDENTIAL(422, "The credential's values are not acceptable", "Send the fields that the type requires."),
    INVALID_KEM_KEY(422, "The client's ML-KEM-768 public key is not valid", "Let the SDK make a new key pair."),
    INVALID_KMS_KEY(
            422, "The KMS key is not usable", "Name a symmetric, enabled key whose policy lets the vault use it."),
    INVALID_CERTIFICATE_AUTHORITY(
            422, "The certificates are not acceptable as a CA", "Upload CA certificates in PEM and nothing else."),
    CERTIFICATE_AUTHORITY_NOT_USABLE(
            422, "The uploaded CA can no longer be sealed", "Upload the CA again and name its new id."),
    CREDENTIAL_EXPIRED(410, "The credential has expired", "Rotate it to new values or seal another one."),
    CREDENTIAL_IN_USE(409, "An integration uses the credential", "Delete the integration first, or send force=true."),
    CREDENTIAL_NOT_USABLE(422, "The credential cannot serve this integration", "Name a database_dsn that is active."),
    ROTATION_REFUSED(422, "The new DSN does not log in", "Check the new user and password; the old version stays."),
    ROTATION_UNVERIFIED(
            503, "The new DSN could not be tried, so nothing was changed", "Try again when a proxy answers."),
    STATE_CONFLICT(409, "The current state does not allow this", "Read the current state and try again."),
    POLICY_INVALID(422, "The policy is not acceptable", "Correct what the detail names."),
    POLICY_IN_USE(409, "An integration uses the policy", "Give it another policy first, or send force=true."),

    // Operations of the proxy
    INTEGRATION_NOT_FOUND(404, "There is no such integration", "Check the id and the tenant of the key."),
    OPERATION_NOT_ALLOWED(403, "The operation is not permitted", "Add it to the integration's allowed_operations."),
    STATEMENT_NOT_READ_ONLY(403, "The statement is not a plain read", "Use execute, or a statement that only reads."),
    STATEMENT_BLOCKED(403, "The policy blocks the statement", "See rule_code and ast_node_path."),
    NEEDS_APPROVAL(403, "The statement needs an approval", "Change the policy or the statement; no call approves yet."),
    TARGET_UNREACHABLE(502, "The database cannot be reached", "Check that the database runs and lets the proxy in."),
    TARGET_REFUSED(403, "The database's address is not permitted", "The operator lists the networks that may be used."),
    TARGET_AUTH_FAILED(502, "The database refused the login", "Rotate the credential."),
    TARGET_TLS_FAILED(502, "The database's TLS is not trustworthy", "Check certificate, name and CA of the database."),
    TARGET_PROTOCOL_FAILED(502, "The database does not speak its protocol", "Check what listens at the address."),
    STATEMENT_FAILED(422, "The database refused the statement", "See sqlstate and correct the statement."),
    LIMIT_EXCEEDED(422, "The answer exceeds a limit", "Ask for less, or raise the integration's limits."),
    TIMEOUT(504, "The time for the operation is over", "Make the statement cheaper, or raise the limit."),
    TOKENIZATION_FAILED(422, "The value cannot be tokenized", "Check data_type and value."),

    // What the services stand on
    KMS_UNAVAILABLE(503, "The key management service does not answer", "Try again later."),
    GRANTS_UNAVAILABLE(503, "The vault has been silent for too long", "Try again later."),
    AUDIT_UNAVAILABLE(503, "The audit store does not answer, so nothing was done", "Try again later."),
    DATABASE_UNAVAILABLE(503, "The service's own database does not answer", "Try again later."),
    PROXY_UNAVAILABLE(503, "No proxy answers", "Try again later."),
    OVERLOADED(503, "The service is busy", "Try again later."),
    SHUTTING_DOWN(503, "This replica is about to stop", "Try again; another replica will answer."),
    INTERNAL_ERROR(500, "The service failed", "Report the request_id to the operator.");

    private final int status;
    private final String title;
    private final String fix;

    ProblemCode(int status, String title, String fix) {
        this.status = status;
        this.title = title;
        this.fix = fix;
    }

    /// The stable code as it stands in JSON: `operation_not_allowed`.
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The HTTP status of a plain problem; inside an envelope it stands in the document alone.
    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /// What the caller can do.
    public String fix() {
        return fix;
    }
}
