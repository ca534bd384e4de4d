package dev.sallyport.vault.call;

import dev.sallyport.service.address.IpAddress;
import dev.sallyport.service.caller.Credentials;
import dev.sallyport.service.problem.RequestId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is known of a call before anybody is admitted.
///
/// @param foreignBody whether a body came that is of another media type than JSON
record Entrance(
        RequestId requestId,
        Instant now,
        IpAddress remote,
        Credentials credentials,
        Optional<String> namedTenant,
        @Nullable String idempotencyHeader,
        String method,
        String pathAndQuery,
        boolean foreignBody) {}
