package dev.sallyport.proxy.outbound;

import static dev.sallyport.service.problem.ProblemCode.CREDENTIAL_EXPIRED;
import static dev.sallyport.service.problem.ProblemCode.CREDENTIAL_NOT_USABLE;
import static dev.sallyport.service.problem.ProblemCode.INTEGRATION_NOT_FOUND;
import static dev.sallyport.service.problem.ProblemCode.OPERATION_NOT_ALLOWED;

import dev.sallyport.proxy.grant.Grant;
import dev.sallyport.proxy.guard.Ruling;
import dev.sallyport.proxy.guard.StatementGuard;
import dev.sallyport.proxy.operation.Operation;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import java.util.OptionalLong;

/// Hops 3 and 4: what the caller's key and the integration permit, and what the guard says of the statements.
final class OutboundPermit {

    private static final String SYSTEM = "postgres";
    private static final String CREDENTIAL_TYPE = "database_dsn";

    private final OutboundParts parts;

    OutboundPermit(OutboundParts parts) {
        this.parts = parts;
    }

    /// What may be done, as of now; asked again where a change overtakes the call before its effect.
    Future<Void> ask(OutboundExchange exchange) {
        return require(exchange).compose(granted -> judge(exchange));
    }

    /// Default deny: the integration exists for this caller, is usable, and permits the operation.
    private Future<Void> require(OutboundExchange exchange) {
        OutboundCall call = exchange.call();
        return parts.grants().integration(call.integration()).map(found -> {
            Grant.Integration grant = found.filter(
                            g -> g.tenant().equals(exchange.caller().tenant()))
                    .filter(g -> exchange.caller().mayUse(g.id()))
                    .orElseThrow(() -> new ProblemException(INTEGRATION_NOT_FOUND));
            exchange.granted(grant);
            boolean allowed = call.operation().isPresent()
                    && grant.allowedOperations().contains(call.operationName())
                    && exchange.caller().mayAsk(call.operationName());
            if (!allowed) {
                throw new ProblemException(OPERATION_NOT_ALLOWED);
            }
            requireUsable(grant);
            exchange.clock.ended("grant");
            return null;
        });
    }

    private void requireUsable(Grant.Integration grant) {
        OptionalLong expiresAt = grant.credentialExpiresAt();
        if (expiresAt.isPresent() && expiresAt.getAsLong() <= parts.clock().millis()) {
            throw new ProblemException(CREDENTIAL_EXPIRED);
        }
        if (!grant.systemType().equals(SYSTEM) || !grant.credentialType().equals(CREDENTIAL_TYPE)) {
            throw new ProblemException(CREDENTIAL_NOT_USABLE);
        }
    }

    /// A verdict for every statement, before anything of the customer's is touched. A policy in observe mode lets the
    /// call go on; the audit still says what would have been stopped.
    private Future<Void> judge(OutboundExchange exchange) {
        Operation operation = exchange.call().operation().orElseThrow();
        return parts.guard()
                .judge(operation, exchange.grant())
                .onSuccess(ruling -> judged(exchange, ruling))
                .compose(StatementGuard::enforce)
                .map(ruling -> {
                    exchange.clock.ended("judge");
                    return null;
                });
    }

    /// A call that is looked at again, because a change overtook it, is recorded once.
    private void judged(OutboundExchange exchange, Ruling ruling) {
        if (exchange.ruling().isEmpty()) {
            parts.guard().count(ruling);
            parts.decisions().note(exchange.grant(), ruling);
        }
        exchange.judged(ruling);
    }
}
