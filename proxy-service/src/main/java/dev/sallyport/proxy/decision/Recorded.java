package dev.sallyport.proxy.decision;

import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.guard.rules.Decision;
import dev.sallyport.guard.rules.Purpose;
import dev.sallyport.proxy.token.TenantSealing.Sealed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What was decided about statements of one fingerprint that a policy cannot tell apart, and how often.
///
/// @param variant tells apart what the fingerprint does not: facts, decision, policy
/// @param facts as [dev.sallyport.guard.replay.FactsJson] writes them
/// @param observed whether the policy only observed
/// @param text the first such statement, sealed, where the integration opts in
record Recorded(
        TenantId tenant,
        IntegrationId integration,
        String fingerprint,
        String variant,
        Purpose purpose,
        String kind,
        String risk,
        Decision decision,
        List<String> rules,
        long policyVersion,
        boolean observed,
        String facts,
        long seen,
        Instant first,
        Instant last,
        Optional<Sealed> text) {

    Recorded {
        rules = List.copyOf(rules);
    }

    Recorded and(long more, Instant at) {
        return new Recorded(
                tenant,
                integration,
                fingerprint,
                variant,
                purpose,
                kind,
                risk,
                decision,
                rules,
                policyVersion,
                observed,
                facts,
                seen + more,
                at.isBefore(first) ? at : first,
                at.isAfter(last) ? at : last,
                text);
    }

    Recorded with(Sealed sealed) {
        return new Recorded(
                tenant,
                integration,
                fingerprint,
                variant,
                purpose,
                kind,
                risk,
                decision,
                rules,
                policyVersion,
                observed,
                facts,
                seen,
                first,
                last,
                Optional.of(sealed));
    }

    @Override
    public String toString() {
        return "Recorded[" + fingerprint + ", " + decision + ", " + seen + "]";
    }
}
