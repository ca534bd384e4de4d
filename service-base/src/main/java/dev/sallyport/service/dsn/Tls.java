package dev.sallyport.service.dsn;

/// How the connection to a database is protected. A tenant cannot choose less than [Tls#VERIFY_FULL]; plaintext
/// exists for the networks that an operator lists for development.
public enum Tls {
    /// TLS, certificate and name checked.
    VERIFY_FULL,
    /// No TLS; only to an address in the operator's list.
    PLAINTEXT
}
