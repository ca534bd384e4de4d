package dev.sallyport.vault.call;

import static java.util.Objects.requireNonNull;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.service.address.IpAddress;
import dev.sallyport.service.caller.Caller;
import dev.sallyport.service.problem.RequestId;
import java.time.Instant;
import java.util.Optional;

/// One admitted call on its way through the service.
public final class Call {
    private final RequestId requestId;
    private final Caller caller;
    private final IpAddress remote;
    private final Instant now;
    private final AuditRecord audit;
    private final byte[] requestMac;
    private final Optional<IdempotencyKey> idempotencyKey;

    Call(
            Entrance entrance,
            Caller caller,
            AuditRecord audit,
            byte[] requestMac,
            Optional<IdempotencyKey> idempotencyKey) {
        this.requestId = entrance.requestId();
        this.remote = entrance.remote();
        this.now = entrance.now();
        this.caller = requireNonNull(caller, "caller is null");
        this.audit = audit;
        this.requestMac = requestMac;
        this.idempotencyKey = idempotencyKey;
    }

    public RequestId requestId() {
        return requestId;
    }

    public Caller caller() {
        return caller;
    }

    /// The tenant that the call is for; refuses a platform administrator who has named none.
    public TenantId tenant() {
        return caller.tenant();
    }

    /// As it is kept in `created_by` columns: an id.
    public String actor() {
        return caller.subject().text();
    }

    public IpAddress remote() {
        return remote;
    }

    /// The time at which the call came, to the millisecond.
    public Instant now() {
        return now;
    }

    public AuditEventId auditEventId() {
        return audit.id();
    }

    AuditRecord audit() {
        return audit;
    }

    byte[] requestMac() {
        return requestMac;
    }

    Optional<IdempotencyKey> idempotencyKey() {
        return idempotencyKey;
    }
}
