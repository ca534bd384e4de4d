package dev.sallyport.localkms.fault;

import java.time.Duration;

/// What happens to a request instead of, or before, its answer.
public sealed interface Fault {

    /// `ThrottlingException`.
    record Throttle() implements Fault {}

    /// The answer comes, later.
    record Delay(Duration by) implements Fault {}

    /// `KMSInternalException` with status 500.
    record InternalError() implements Fault {}

    /// The connection ends without an answer, as when the service dies.
    record Drop() implements Fault {}
}
