package dev.sallyport.localkms.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.localkms.error.KmsError;
import dev.sallyport.localkms.error.KmsException;
import dev.sallyport.localkms.policy.Policy;
import dev.sallyport.localkms.store.KeyStore;
import java.util.List;
import java.util.Map;

/// The policy of a key, whose only name is `default`.
final class PolicyActions {

    private static final String NAME = "default";

    private final KeyStore store;
    private final Keys keys;
    private final Access access;

    PolicyActions(KeyStore store, Keys keys, Access access) {
        this.store = store;
        this.keys = keys;
        this.access = access;
    }

    void register(Map<String, Action> actions) {
        actions.put("GetKeyPolicy", this::get);
        actions.put("PutKeyPolicy", this::put);
        actions.put("ListKeyPolicies", this::list);
    }

    private ObjectNode get(Call call) {
        var key = keys.require(call);
        access.require(call, key);
        requireName(call);
        return Answers.object().put("Policy", key.policy().document()).put("PolicyName", NAME);
    }

    private ObjectNode put(Call call) {
        var key = keys.require(call);
        access.require(call, key);
        requireName(call);
        var policy = Policy.ofKey(call.text("Policy", 32_768));
        boolean locksOut = !access.keepsControl(call.caller(), key.withPolicy(policy));
        if (locksOut && !call.flag("BypassPolicyLockoutSafetyCheck")) {
            throw new KmsException(
                    KmsError.MALFORMED_POLICY,
                    "The new key policy will not allow you to update the key policy in the future.");
        }
        store.change(key.id(), now -> {
            now.requireNotPending(keys.arn(now));
            return now.withPolicy(policy);
        });
        return Answers.object();
    }

    private ObjectNode list(Call call) {
        access.require(call, keys.require(call));
        var answer = Answers.object().put("Truncated", false);
        List.of(NAME).forEach(answer.putArray("PolicyNames")::add);
        return answer;
    }

    private static void requireName(Call call) {
        call.optionalText("PolicyName", 128).filter(name -> !name.equals(NAME)).ifPresent(_ -> {
            throw new KmsException(KmsError.NOT_FOUND, "No such policy exists");
        });
    }
}
