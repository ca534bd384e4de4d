package dev.sallyport.vault.tenant;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.vault.json.Json;
import java.util.List;
import java.util.Optional;

/// The policy of a tenant's KMS key: the vault may generate data keys for sealing, the proxy may decrypt them and
/// wrap its own seeds, an administrator may do neither. Every right is bound to the tenant and the purpose by the
/// encryption context.
record KeyPolicy(String administrator, String vaultPrincipal, String proxyPrincipal) {

    static KeyPolicy of(KeyMakingConfig config) {
        return new KeyPolicy(
                required(config.administrator(), "administrator"),
                required(config.vaultPrincipal(), "vault-principal"),
                required(config.proxyPrincipal(), "proxy-principal"));
    }

    String textFor(TenantId tenant) {
        var policy = Json.object().put("Version", "2012-10-17");
        var statements = policy.putArray("Statement");
        statement(statements, "Administer", administrator, ADMINISTER);
        statement(statements, "Look", vaultPrincipal, List.of("kms:DescribeKey"));
        bound(statements, "Seal", vaultPrincipal, List.of("kms:GenerateDataKey"), tenant, List.of("vault-seal"));
        statement(statements, "ProxyLook", proxyPrincipal, List.of("kms:DescribeKey"));
        bound(
                statements,
                "Unseal",
                proxyPrincipal,
                List.of("kms:Decrypt"),
                tenant,
                List.of("vault-seal", "kem-seed", "token-key"));
        bound(
                statements,
                "WrapSeeds",
                proxyPrincipal,
                List.of("kms:Encrypt"),
                tenant,
                List.of("kem-seed", "token-key"));
        return Json.text(policy);
    }

    private static final List<String> ADMINISTER = List.of(
            "kms:DescribeKey",
            "kms:GetKeyPolicy",
            "kms:PutKeyPolicy",
            "kms:EnableKey",
            "kms:DisableKey",
            "kms:EnableKeyRotation",
            "kms:DisableKeyRotation",
            "kms:GetKeyRotationStatus",
            "kms:RotateKeyOnDemand",
            "kms:ListKeyRotations",
            "kms:ScheduleKeyDeletion",
            "kms:CancelKeyDeletion",
            "kms:TagResource",
            "kms:UntagResource");

    private static void bound(
            ArrayNode statements,
            String name,
            String principal,
            List<String> actions,
            TenantId tenant,
            List<String> purposes) {
        var equal = statement(statements, name, principal, actions)
                .putObject("Condition")
                .putObject("StringEquals");
        equal.put("kms:EncryptionContext:app", "sallyport");
        equal.put("kms:EncryptionContext:tenant_id", tenant.value());
        equal.set("kms:EncryptionContext:purpose", Json.texts(purposes));
    }

    private static ObjectNode statement(ArrayNode statements, String name, String principal, List<String> actions) {
        var statement = statements.addObject().put("Sid", name).put("Effect", "Allow");
        statement.putObject("Principal").put("AWS", principal);
        statement.set("Action", Json.texts(actions));
        return statement.put("Resource", "*");
    }

    private static String required(Optional<String> value, String name) {
        return value.orElseThrow(() -> new IllegalStateException("sallyport.tenant-keys." + name + " is missing"));
    }
}
