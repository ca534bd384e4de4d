package dev.sallyport.proxy.outbound;

import dev.sallyport.proxy.admission.GrantedKeys;
import dev.sallyport.proxy.decision.DecisionLog;
import dev.sallyport.proxy.execute.TargetExecutor;
import dev.sallyport.proxy.grant.GrantDirectory;
import dev.sallyport.proxy.guard.StatementGuard;
import dev.sallyport.proxy.idempotency.OnceOnly;
import dev.sallyport.proxy.target.TargetPools;
import dev.sallyport.proxy.unseal.TargetOpener;
import dev.sallyport.service.caller.CallerGate;
import java.time.Clock;

/// What the hops of an outbound call work with.
public record OutboundParts(
        CallerGate gate,
        GrantedKeys keys,
        OnceOnly onceOnly,
        GrantDirectory grants,
        StatementGuard guard,
        DecisionLog decisions,
        TargetPools pools,
        TargetOpener opener,
        TargetExecutor executor,
        OutboundConfig config,
        Clock clock) {}
