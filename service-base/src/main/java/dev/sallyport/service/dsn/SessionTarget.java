package dev.sallyport.service.dsn;

/// What kind of server a DSN asks for (`target_session_attrs`).
public enum SessionTarget {
    ANY,
    READ_WRITE,
    READ_ONLY,
    PRIMARY,
    STANDBY,
    PREFER_STANDBY
}
