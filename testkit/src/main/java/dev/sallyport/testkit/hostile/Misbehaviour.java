package dev.sallyport.testkit.hostile;

/// What a hostile server does. Everything before it is correct, so that the client gets that far: TLS with a
/// certificate of the test's CA, SCRAM-SHA-256 with the right signature.
public enum Misbehaviour {
    /// Answers `N` to the SSLRequest and waits for a startup message in the clear.
    REFUSES_TLS,
    /// Answers `S` and, in the same packet, an AuthenticationOk in the clear (CVE-2021-23222).
    PLAINTEXT_AFTER_S,
    /// Answers `S` and then says nothing.
    SILENT_AFTER_S,
    /// Answers the SSLRequest with an ErrorResponse in the clear, as servers of the last century did.
    ERROR_FOR_SSL_REQUEST,
    /// Asks for the password in the clear.
    CLEARTEXT_PASSWORD,
    /// Asks for the password as MD5.
    MD5_PASSWORD,
    /// Lets the client in without any authentication.
    NO_AUTHENTICATION,
    /// SCRAM with 2^31 - 1 iterations (CVE-2026-42198).
    SCRAM_MANY_ITERATIONS,
    /// SCRAM with 4,000,000 iterations: seconds of a core for whoever computes them, and right but for that.
    SCRAM_COSTLY_ITERATIONS,
    /// SCRAM with 2^31 iterations, which is negative as a Java int.
    SCRAM_OVERFLOWING_ITERATIONS,
    /// SCRAM with a nonce that does not begin with the client's.
    SCRAM_FOREIGN_NONCE,
    /// SCRAM whose server does not know the password: its signature is wrong.
    SCRAM_WRONG_SIGNATURE,
    /// SCRAM that ends with AuthenticationOk before the server has proved anything.
    SCRAM_WITHOUT_SIGNATURE,
    /// A message of length -1 instead of the authentication request.
    NEGATIVE_LENGTH,
    /// A message of length 0, shorter than its own length field.
    ZERO_LENGTH,
    /// A message that promises 2^31 - 1 bytes and sends them without end.
    HUGE_LENGTH,
    /// An ErrorResponse that has a message and no SQLSTATE.
    ERROR_WITHOUT_SQLSTATE,
    /// An ErrorResponse whose last field does not end.
    ERROR_WITHOUT_END,
    /// Logs in properly, then notices without end instead of ReadyForQuery.
    ENDLESS_NOTICES,
    /// Logs in properly, then parameter reports without end instead of ReadyForQuery.
    ENDLESS_PARAMETERS,
    /// Logs in properly and is never ready for a query.
    NEVER_READY,
    /// Sends the login one byte each second.
    TRICKLE,
    /// Answers the first query with descriptions of a million columns, 32,767 at a time.
    MILLION_COLUMNS,
    /// Answers the first query with a description that promises 32,767 columns and holds none.
    COLUMNS_THAT_ARE_NOT_THERE,
    /// Answers the first query with a row whose only value promises 2 GB and comes without end.
    HUGE_ROW,
    /// Answers the first query with a row whose value has the length -2.
    NEGATIVE_VALUE_LENGTH,
    /// Answers the first query with rows without end.
    ENDLESS_ROWS,
    /// Answers the first query with notices without end.
    ENDLESS_NOTICES_FOR_QUERY,
    /// Answers the first query with an ErrorResponse without SQLSTATE.
    ERROR_WITHOUT_SQLSTATE_FOR_QUERY,
    /// Never answers the first query.
    SILENT_FOR_QUERY
}
