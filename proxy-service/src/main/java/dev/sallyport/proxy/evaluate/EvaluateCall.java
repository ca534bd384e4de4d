package dev.sallyport.proxy.evaluate;

import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.proxy.grant.Grant;
import dev.sallyport.service.address.IpAddress;
import dev.sallyport.service.caller.Caller;
import dev.sallyport.service.problem.RequestId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is known of one evaluation so far. Belongs to one call; not thread safe.
final class EvaluateCall {

    final RequestId requestId = RequestId.next();
    final AuditEventId eventId = AuditEventId.next();
    final IpAddress remote;

    private @Nullable Caller caller;
    private @Nullable EvaluateRequest asked;
    private Grant.@Nullable Integration grant;

    EvaluateCall(IpAddress remote) {
        this.remote = remote;
    }

    /// Who calls, whether or not the call is admitted.
    void proven(Caller who) {
        caller = who;
    }

    void read(EvaluateRequest request) {
        asked = request;
    }

    /// The integration exists for the caller.
    void granted(Grant.Integration integration) {
        grant = integration;
    }

    Optional<Caller> caller() {
        return Optional.ofNullable(caller);
    }

    Optional<EvaluateRequest> asked() {
        return Optional.ofNullable(asked);
    }

    Optional<Grant.Integration> grant() {
        return Optional.ofNullable(grant);
    }
}
