package dev.sallyport.localkms.api;

import dev.sallyport.localkms.error.KmsError;
import dev.sallyport.localkms.error.KmsException;
import dev.sallyport.localkms.key.KmsKey;
import dev.sallyport.localkms.policy.AccessRequest;
import dev.sallyport.localkms.policy.Policy.Says;
import dev.sallyport.localkms.principal.Principal;
import dev.sallyport.localkms.principal.PrincipalDirectory;
import dev.sallyport.localkms.store.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Whether a principal may do what it asks. The order is AWS's: a Deny anywhere wins; then an Allow of the key's
/// policy that names the principal; then the principal's own policy, where the key's policy leaves it to the account;
/// then a grant.
final class Access {

    private final KeyStore store;
    private final PrincipalDirectory principals;

    Access(KeyStore store, PrincipalDirectory principals) {
        this.store = store;
        this.principals = principals;
    }

    /// Actions that name no key, for example `CreateKey`.
    void require(Call call, String resource) {
        var request = request(call.caller(), call.action(), resource, Map.of());
        if (call.caller().policy().on(request) != Says.ALLOW) {
            throw denied(request);
        }
    }

    void require(Call call, KmsKey key) {
        require(call, call.action(), key, Map.of());
    }

    /// @param action without prefix; `ReEncrypt` asks for two
    /// @param context the encryption context of the request
    void require(Call call, String action, KmsKey key, Map<String, String> context) {
        var facts = facts(call, key, context);
        var request = request(call.caller(), action, principals.keyArn(key.id().toString()), facts);
        var ofKey = key.policy().on(request);
        var own = call.caller().policy().on(request);
        if (ofKey == Says.DENY || own == Says.DENY) {
            throw denied(request);
        }
        boolean allowed = ofKey == Says.ALLOW
                || (ofKey == Says.ALLOW_BY_ACCOUNT && own == Says.ALLOW)
                || key.grants().stream()
                        .anyMatch(grant -> grant.allows(call.caller().arn(), action, context));
        if (!allowed) {
            throw denied(request);
        }
    }

    /// Whether the policy of a key leaves it to the caller, or to the caller's account, to change it again.
    boolean keepsControl(Principal caller, KmsKey key) {
        var request = request(caller, "PutKeyPolicy", principals.keyArn(key.id().toString()), Map.of());
        return switch (key.policy().on(request)) {
            case ALLOW, ALLOW_BY_ACCOUNT -> true;
            case DENY, NOTHING -> false;
        };
    }

    private AccessRequest request(Principal caller, String action, String resource, Map<String, List<String>> facts) {
        var all = new HashMap<>(facts);
        all.put("aws:PrincipalArn", List.of(caller.arn()));
        all.put("aws:PrincipalAccount", List.of(principals.account()));
        all.put("kms:CallerAccount", List.of(principals.account()));
        return new AccessRequest(caller.arn(), principals.account(), "kms:" + action, resource, all);
    }

    private Map<String, List<String>> facts(Call call, KmsKey key, Map<String, String> context) {
        var facts = new HashMap<String, List<String>>();
        context.forEach((name, value) -> facts.put("kms:EncryptionContext:" + name, List.of(value)));
        facts.put("kms:EncryptionContextKeys", List.copyOf(context.keySet()));
        facts.put("kms:KeySpec", List.of("SYMMETRIC_DEFAULT"));
        facts.put("kms:KeyUsage", List.of("ENCRYPT_DECRYPT"));
        facts.put("kms:KeyOrigin", List.of("AWS_KMS"));
        facts.put("kms:EncryptionAlgorithm", List.of("SYMMETRIC_DEFAULT"));
        key.tags().forEach((name, value) -> facts.put("aws:ResourceTag/" + name, List.of(value)));
        facts.put(
                "kms:ResourceAliases",
                store.aliases().entrySet().stream()
                        .filter(alias -> alias.getValue().equals(key.id()))
                        .map(Map.Entry::getKey)
                        .toList());
        call.optionalText("KeyId", 2048)
                .filter(name -> name.startsWith("alias/"))
                .ifPresent(alias -> facts.put("kms:RequestAlias", List.of(alias)));
        if (call.action().equals("CreateGrant")) {
            facts.put("kms:GrantOperations", call.texts("Operations"));
            facts.put("kms:GranteePrincipal", List.of(call.text("GranteePrincipal", 256)));
        }
        return facts;
    }

    private static KmsException denied(AccessRequest request) {
        return new KmsException(
                KmsError.ACCESS_DENIED,
                "User: " + request.principalArn() + " is not authorized to perform: " + request.action()
                        + " on resource: " + request.resource());
    }
}
