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

    /// @param grant the document's object in the grant; another grant brings another object
    private record Compiled(JsonObject grant, Policy policy) {}

    private final ConcurrentMap<IntegrationId, Compiled> compiled = new ConcurrentHashMap<>();

    /// The integration's policy.
    ///
    /// @throws ProblemException when it does not compile: then nothing runs
    Policy of(Grant.Integration grant) {
        if (grant.policy().isEmpty()) {
            return Policy.STANDARD;
        }
        JsonObject document = grant.policy().get();
        Compiled known = compiled.get(grant.id());
        if (known != null && known.grant() == document) {
            return known.policy();
        }
        Policy policy = compile(document, grant.policyVersion());
        if (compiled.size() >= MOST) {
            compiled.clear();
        }
        compiled.put(grant.id(), new Compiled(document, policy));
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
