package dev.sallyport.localkms.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.localkms.error.KmsError;
import dev.sallyport.localkms.error.KmsException;
import dev.sallyport.localkms.key.KeyState;
import dev.sallyport.localkms.key.KmsKey;
import dev.sallyport.localkms.policy.Policy;
import dev.sallyport.localkms.principal.PrincipalDirectory;
import dev.sallyport.localkms.store.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/// Making keys, showing them, and the states of their life.
final class KeyActions {

    private final KeyStore store;
    private final Keys keys;
    private final Access access;
    private final PrincipalDirectory principals;
    private final Clock clock;

    KeyActions(KeyStore store, Keys keys, Access access, PrincipalDirectory principals, Clock clock) {
        this.store = store;
        this.keys = keys;
        this.access = access;
        this.principals = principals;
        this.clock = clock;
    }

    void register(Map<String, Action> actions) {
        actions.put("CreateKey", this::create);
        actions.put("DescribeKey", this::describe);
        actions.put("ListKeys", this::list);
        actions.put("EnableKey", call -> setState(call, KeyState.ENABLED));
        actions.put("DisableKey", call -> setState(call, KeyState.DISABLED));
        actions.put("ScheduleKeyDeletion", this::scheduleDeletion);
        actions.put("CancelKeyDeletion", this::cancelDeletion);
        actions.put("UpdateKeyDescription", this::updateDescription);
    }

    private ObjectNode create(Call call) {
        access.require(call, "*");
        requireSymmetric(call, "KeySpec", "SYMMETRIC_DEFAULT");
        requireSymmetric(call, "CustomerMasterKeySpec", "SYMMETRIC_DEFAULT");
        requireSymmetric(call, "KeyUsage", "ENCRYPT_DECRYPT");
        requireSymmetric(call, "Origin", "AWS_KMS");
        if (call.flag("MultiRegion")) {
            throw new KmsException(KmsError.UNSUPPORTED, "Multi-Region keys are not supported.");
        }
        var policy = Policy.ofKey(call.optionalText("Policy", 32_768).orElseGet(this::defaultPolicy));
        var key = KmsKey.fresh(
                clock.instant(), call.optionalText("Description", 8192).orElse(""), policy, TagActions.tags(call));
        requireControl(call, key);
        store.add(key);
        return Answers.object().set("KeyMetadata", metadata(key));
    }

    /// A policy after which its author could not change it again is refused, unless the author insists.
    private void requireControl(Call call, KmsKey key) {
        if (!call.flag("BypassPolicyLockoutSafetyCheck") && !access.keepsControl(call.caller(), key)) {
            throw new KmsException(
                    KmsError.MALFORMED_POLICY,
                    "The new key policy will not allow you to update the key policy in the future.");
        }
    }

    private static void requireSymmetric(Call call, String member, String only) {
        call.optionalText(member, 64).filter(value -> !value.equals(only)).ifPresent(value -> {
            throw new KmsException(KmsError.UNSUPPORTED, "Only " + member + " " + only + " is supported.");
        });
    }

    private String defaultPolicy() {
        return "{\"Version\":\"2012-10-17\",\"Id\":\"key-default-1\",\"Statement\":[{\"Sid\":\"Enable IAM policies\","
                + "\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::" + principals.account()
                + ":root\"},\"Action\":\"kms:*\",\"Resource\":\"*\"}]}";
    }

    private ObjectNode describe(Call call) {
        var key = keys.require(call);
        access.require(call, key);
        return Answers.object().set("KeyMetadata", metadata(key));
    }

    private ObjectNode list(Call call) {
        access.require(call, "*");
        return Answers.page(
                call,
                "Keys",
                store.keys(),
                (node, key) -> node.put("KeyId", key.id().toString()).put("KeyArn", keys.arn(key)));
    }

    private ObjectNode setState(Call call, KeyState state) {
        var key = keys.require(call);
        access.require(call, key);
        store.change(key.id(), now -> {
            now.requireNotPending(keys.arn(now));
            return now.inState(state);
        });
        return Answers.object();
    }

    private ObjectNode scheduleDeletion(Call call) {
        var key = keys.require(call);
        access.require(call, key);
        int days = call.optionalInt("PendingWindowInDays", 7, 30).orElse(30);
        var when = clock.instant().plus(Duration.ofDays(days));
        store.change(key.id(), now -> {
            now.requireNotPending(keys.arn(now));
            return now.deletedAt(when);
        });
        return Answers.object()
                .put("KeyId", keys.arn(key))
                .put("DeletionDate", Answers.seconds(when))
                .put("KeyState", KeyState.PENDING_DELETION.awsName())
                .put("PendingWindowInDays", days);
    }

    private ObjectNode cancelDeletion(Call call) {
        var key = keys.require(call);
        access.require(call, key);
        store.change(key.id(), now -> {
            if (now.state() != KeyState.PENDING_DELETION) {
                throw new KmsException(KmsError.INVALID_STATE, keys.arn(now) + " is not pending deletion.");
            }
            return now.inState(KeyState.DISABLED);
        });
        return Answers.object().put("KeyId", keys.arn(key));
    }

    private ObjectNode updateDescription(Call call) {
        var key = keys.require(call);
        access.require(call, key);
        var description = call.text("Description", 8192);
        store.change(key.id(), now -> {
            now.requireNotPending(keys.arn(now));
            return now.withDescription(description);
        });
        return Answers.object();
    }

    private ObjectNode metadata(KmsKey key) {
        var node = Answers.object()
                .put("AWSAccountId", principals.account())
                .put("KeyId", key.id().toString())
                .put("Arn", keys.arn(key))
                .put("CreationDate", Answers.seconds(key.created()))
                .put("Enabled", key.state() == KeyState.ENABLED)
                .put("Description", key.description())
                .put("KeyUsage", "ENCRYPT_DECRYPT")
                .put("KeyState", key.state().awsName())
                .put("Origin", "AWS_KMS")
                .put("KeyManager", "CUSTOMER")
                .put("CustomerMasterKeySpec", "SYMMETRIC_DEFAULT")
                .put("KeySpec", "SYMMETRIC_DEFAULT")
                .put("MultiRegion", false);
        node.putArray("EncryptionAlgorithms").add("SYMMETRIC_DEFAULT");
        var deletion = key.deletion();
        if (deletion != null) {
            node.put("DeletionDate", Answers.seconds(deletion));
        }
        return node;
    }
}
