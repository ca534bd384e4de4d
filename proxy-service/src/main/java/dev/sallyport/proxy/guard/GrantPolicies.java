package dev.sallyport.proxy.guard;

import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.policy.PolicyCompiler;
import dev.sallyport.guard.policy.PolicyRefusedException;
import dev.sallyport.proxy.grant.Grant;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// The compiled policies of integrations, each compiled once for each grant. Thread safe.
final class GrantPolicies {

    private static final int MOST = 10_000;

    /// @param grant what it was compiled from; a change brings another object
    private record Compiled(Grant.Integration grant, Policy policy) {}

    private final ConcurrentMap<IntegrationId, Compiled> compiled = new ConcurrentHashMap<>();

    /// The integration's policy.
    ///
    /// @throws ProblemException when it does not compile: then nothing runs
    Policy of(Grant.Integration grant) {
        if (grant.policy().isEmpty() && grant.tokenization().isEmpty()) {
            return Policy.STANDARD;
        }
        Compiled known = compiled.get(grant.id());
        if (known != null && known.grant() == grant) {
            return known.policy();
        }
        Policy plain = grant.policy().isEmpty()
                ? Policy.STANDARD
                : compile(grant.policy().get(), grant.policyVersion());
        Policy policy = plain.tokenizing(TokenizedColumns.of(grant).names());
        if (compiled.size() >= MOST) {
            compiled.clear();
        }
        compiled.put(grant.id(), new Compiled(grant, policy));
        return policy;
    }

    private static Policy compile(JsonObject document, long version) {
        try {
            return PolicyCompiler.compile(PolicyDocument.text(document), version);
        } catch (PolicyRefusedException e) {
            throw new ProblemException(
                            ProblemCode.POLICY_INVALID,
                            "The integration's policy does not compile: " + e.getMessage(),
                            "policy: " + e.pointer())
                    .with("pointer", e.pointer());
        } catch (MalformedException e) {
            throw new ProblemException(
                    ProblemCode.POLICY_INVALID, "The integration's policy does not compile.", "policy: number");
        }
    }
}
