package dev.sallyport.service.dsn;

/// Whether the login is bound to the TLS channel (SCRAM-SHA-256-PLUS).
public enum ChannelBinding {
    DISABLE,
    PREFER,
    REQUIRE
}
