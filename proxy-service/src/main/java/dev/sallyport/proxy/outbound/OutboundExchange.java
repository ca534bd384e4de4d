package dev.sallyport.proxy.outbound;

import static java.util.Objects.requireNonNull;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.audit.AuditSalt;
import dev.sallyport.crypto.envelope.Recipient;
import dev.sallyport.crypto.id.ApiKeyId;
import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.proxy.grant.Grant;
import dev.sallyport.proxy.guard.Ruling;
import dev.sallyport.proxy.idempotency.IdempotentCall;
import dev.sallyport.service.address.IpAddress;
import dev.sallyport.service.caller.Caller;
import dev.sallyport.service.problem.RequestId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is known of one call so far; each hop adds its part and the next relies on it. Belongs to one call, whose
/// hops follow each other, so it is not thread safe.
final class OutboundExchange {

    final RequestId requestId = RequestId.next();
    final AuditEventId eventId = AuditEventId.next();
    final AuditSalt salt = AuditSalt.next();
    final StageClock clock = new StageClock();
    final OutboundHead head;
    final IpAddress remote;

    private @Nullable Caller proven;
    private @Nullable Caller caller;
    private @Nullable ApiKeyId keyId;
    private byte @Nullable [] digest;
    private @Nullable OutboundCall call;
    private @Nullable Recipient recipient;
    private Grant.@Nullable Integration grant;
    private @Nullable Ruling ruling;
    private @Nullable AuditRecord intent;
    private @Nullable IdempotentCall claimed;
    private @Nullable Future<Void> concluded;
    private boolean started;
    private long runningSinceNanos;
    private int triesLeft = 3;

    OutboundExchange(OutboundHead head, IpAddress remote) {
        this.head = head;
        this.remote = remote;
    }

    /// Who calls, whether or not the call is admitted.
    void proven(Caller who) {
        proven = who;
    }

    Optional<Caller> provenIfAny() {
        return Optional.ofNullable(proven);
    }

    void admitted(Caller admitted, ApiKeyId key) {
        caller = admitted;
        keyId = key;
    }

    boolean isAdmitted() {
        return caller != null;
    }

    Caller caller() {
        return requireNonNull(caller, "nobody was admitted");
    }

    ApiKeyId keyId() {
        return requireNonNull(keyId, "nobody was admitted");
    }

    void read(byte[] requestDigest, OutboundCall parsed) {
        digest = requestDigest;
        call = parsed;
    }

    byte[] digest() {
        return requireNonNull(digest, "the body was not read");
    }

    OutboundCall call() {
        return requireNonNull(call, "the body was not read");
    }

    Optional<OutboundCall> callIfRead() {
        return Optional.ofNullable(call);
    }

    Optional<byte[]> digestIfRead() {
        return Optional.ofNullable(digest);
    }

    void answersTo(Recipient whom) {
        recipient = whom;
    }

    /// Whether answers can leave in an envelope.
    boolean hasRecipient() {
        return recipient != null;
    }

    Recipient recipient() {
        return requireNonNull(recipient, "there is no recipient");
    }

    void granted(Grant.Integration integration) {
        grant = integration;
    }

    Grant.Integration grant() {
        return requireNonNull(grant, "nothing was granted");
    }

    boolean isGranted() {
        return grant != null;
    }

    void judged(Ruling verdicts) {
        ruling = verdicts;
    }

    /// What the guard said, where it was asked.
    Optional<Ruling> ruling() {
        return Optional.ofNullable(ruling);
    }

    /// The ruling that the call runs under.
    Ruling required() {
        return requireNonNull(ruling, "nothing was judged");
    }

    void intended(AuditRecord record) {
        intent = record;
    }

    Optional<AuditRecord> intent() {
        return Optional.ofNullable(intent);
    }

    /// The call's one conclusion was given to the log: no other may follow, whatever becomes of the answer.
    void concluded(Future<Void> durable) {
        concluded = durable;
    }

    /// Completes when the conclusion is durable; empty before there is one.
    Optional<Future<Void>> conclusion() {
        return Optional.ofNullable(concluded);
    }

    void claimed(IdempotentCall idempotent) {
        claimed = idempotent;
    }

    Optional<IdempotentCall> claim() {
        return Optional.ofNullable(claimed);
    }

    /// Whether the call, overtaken by a change before its effect, is looked at again.
    boolean mayTryAgain() {
        return !started && --triesLeft > 0;
    }

    /// From here on an effect is possible.
    void startedRunning() {
        started = true;
        if (runningSinceNanos == 0) {
            runningSinceNanos = System.nanoTime();
        }
    }

    /// How long ago the first try began.
    Duration runningFor() {
        return runningSinceNanos == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - runningSinceNanos);
    }

    /// A read ended without an answer; it has had no effect and may be tried again.
    void hasNotRun() {
        started = false;
    }

    /// Whether the database was asked at all, be it by a read that is to run again.
    boolean everRan() {
        return runningSinceNanos != 0;
    }

    boolean hasStarted() {
        return started;
    }
}
