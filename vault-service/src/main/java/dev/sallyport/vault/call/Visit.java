package dev.sallyport.vault.call;

import dev.sallyport.service.address.IpAddress;
import dev.sallyport.service.problem.RequestId;
import java.time.Instant;

/// A call by somebody who has yet to prove who he is.
public record Visit(RequestId requestId, IpAddress remote, Instant now) {}
