package dev.sallyport.vault.call;

import static java.util.Objects.requireNonNull;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.service.address.IpAddress;
import dev.sallyport.service.caller.Caller;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.service.problem.RequestId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One admitted call on its way through the service.
public final class Call {
    private final RequestId requestId;
    private final Caller caller;
    private final IpAddress remote;
    private final Instant now;
    private final AuditRecord audit;
    private final byte[] requestMac;
    private final @Nullable String idempotencyHeader;

    Call(Entrance entrance, Caller caller, AuditRecord audit, byte[] requestMac) {
        this.requestId = entrance.requestId();
        this.remote = entrance.remote();
        this.now = entrance.now();
        this.caller = requireNonNull(caller, "caller is null");
        this.audit = audit;
        this.requestMac = requestMac;
        this.idempotencyHeader = entrance.idempotencyHeader();
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

    /// Refuses a key that is limited to integrations or operations: it must not change what its own limits, or others,
    /// rest on.
    public void requireUnlimited() {
        if (caller.integrations().isPresent() || caller.operations().isPresent()) {
            throw new ProblemException(
                    ProblemCode.SCOPE_MISSING,
                    "A key that is limited to integrations or operations cannot make or change this.",
                    "change by a limited key");
        }
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

    /// Refuses a malformed one: behind the door, so that the refusal is recorded like any other.
    Optional<IdempotencyKey> idempotencyKey() {
        var tenant = caller.tenantId().map(id -> id.value()).orElse("platform");
        return IdempotencyKey.of(
                idempotencyHeader, tenant + ' ' + caller.subject().text());
    }

    void requireGoodIdempotencyKey() {
        idempotencyKey();
    }
}
