package dev.sallyport.testkit.postgres;

/// Which certificate a test server shows.
public enum ServerTls {
    /// For localhost, 127.0.0.1 and ::1, signed by the server's CA.
    VALID,
    /// For another host's name, signed by the server's CA.
    WRONG_NAME,
    /// Right name and CA, but it expired an hour ago.
    EXPIRED,
    /// Right name, signed by a CA that {@link EmbeddedPostgres#ca()} does not name.
    OTHER_CA,
    /// The server answers `N` to an SSLRequest.
    OFF
}
