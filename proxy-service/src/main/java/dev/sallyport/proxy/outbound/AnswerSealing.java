package dev.sallyport.proxy.outbound;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.audit.Decision;
import dev.sallyport.crypto.audit.EnvelopeKeys;
import dev.sallyport.crypto.audit.Outcome;
import dev.sallyport.crypto.envelope.AnswerStatus;
import dev.sallyport.crypto.envelope.Binding;
import dev.sallyport.crypto.envelope.EnvelopeSealer;
import dev.sallyport.crypto.envelope.Recipient;
import dev.sallyport.crypto.pq.SigningKey;
import dev.sallyport.proxy.execute.OperationResult;
import dev.sallyport.proxy.key.KeyRing;
import dev.sallyport.proxy.sealing.SignerPool;
import dev.sallyport.service.problem.ProblemDocument;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Hop 8: the envelope is sealed while the conclusion becomes durable, and leaves when both are done.
final class AnswerSealing {

    private record Keyed(SigningKey key, EnvelopeSealer sealer) {}

    private final SignerPool signers;
    private final KeyRing keys;
    private final OutboundAudit audit;
    private final AtomicReference<Optional<Keyed>> sealer = new AtomicReference<>(Optional.empty());

    AnswerSealing(SignerPool signers, KeyRing keys, OutboundAudit audit) {
        this.signers = signers;
        this.keys = keys;
        this.audit = audit;
    }

    Future<byte[]> result(OutboundExchange exchange, OperationResult result) {
        Outcome outcome = Outcome.succeeded(result.rows(), result.json().length);
        return seal(exchange, OutboundAudit.allowed(exchange), outcome, AnswerStatus.RESULT, result.json());
    }

    Future<byte[]> refusal(OutboundExchange exchange, ProblemException problem) {
        ProblemDocument document =
                new ProblemDocument(problem, exchange.requestId.value(), Optional.of(exchange.eventId.value()));
        return seal(
                exchange,
                OutboundAudit.decision(exchange, problem),
                OutboundAudit.outcome(exchange, problem),
                AnswerStatus.PROBLEM,
                document.toBytes());
    }

    private Future<byte[]> seal(
            OutboundExchange exchange, Decision decision, Outcome outcome, AnswerStatus status, byte[] plaintext) {
        SigningKey key = keys.require().response();
        Recipient recipient = exchange.recipient();
        EnvelopeKeys used = new EnvelopeKeys(
                recipient.kemKeyId(), key.id(), recipient.hmacKey().id());
        AuditRecord conclusion = audit.conclusion(exchange, decision, outcome, used);
        Binding binding = new Binding(
                exchange.call().integration(),
                exchange.call().operationName(),
                exchange.head.nonce(),
                exchange.digest(),
                conclusion.event().at().toEpochMilli(),
                status,
                conclusion.leaf().bytes());
        Promise<Void> signing = Promise.promise();
        Future<Void> durable = audit.conclude(conclusion, signing.future());
        exchange.concluded(durable);
        Future<byte[]> sealed = signers.seal(
                sealerFor(key), recipient, exchange.eventId, binding, plaintext, signing::tryComplete, durable);
        return Future.all(sealed, durable).map(both -> sealed.result());
    }

    private EnvelopeSealer sealerFor(SigningKey key) {
        Optional<Keyed> known = sealer.get();
        if (known.isPresent() && known.orElseThrow().key() == key) {
            return known.orElseThrow().sealer();
        }
        Keyed made = new Keyed(key, new EnvelopeSealer(key));
        sealer.set(Optional.of(made));
        return made.sealer();
    }
}
