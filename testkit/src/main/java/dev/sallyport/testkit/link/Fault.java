package dev.sallyport.testkit.link;

/// What happens to one request and its answer.
public enum Fault {
    /// Nothing.
    NONE,
    /// The connection is reset; the request never arrives.
    RESET_BEFORE,
    /// The request arrives, its answer comes half a second late.
    LATE,
    /// The request arrives, its answer never comes.
    SILENT,
    /// The request arrives, the connection is reset behind the first 64 bytes of its answer.
    RESET_WITHIN,
    /// The request arrives, its answer ends in the middle: fewer bytes than it announced.
    TRUNCATED,
    /// The request arrives, half of its answer's body comes as an answer that is complete to HTTP.
    CUT,
    /// The request arrives, one bit of its answer's body is another.
    FLIPPED,
    /// The request arrives, a status of success comes with random bytes for a body.
    NOISE,
    /// The request arrives, random bytes come for an answer.
    GARBAGE,
    /// The request arrives, its answer comes a byte every 20 ms.
    DRIPPING;

    /// Whether the request arrives.
    public boolean arrives() {
        return this != RESET_BEFORE;
    }
}
