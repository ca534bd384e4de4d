package dev.sallyport.service.kms;

import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.kms.KmsFailure;
import dev.sallyport.crypto.kms.KmsKeyRef;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.Tag;

/// kms:CreateKey and kms:DescribeKey, for the tenants' keys. Blocking; thread safe.
public final class AwsKeyMaker {
    private final KmsClient kms;

    public AwsKeyMaker(KmsClient kms) {
        this.kms = kms;
    }

    /// Makes a symmetric key for a tenant under `policy` and gives its ARN. The policy lets an administrator change
    /// it later, not the caller, so the check that the caller could is passed over on purpose.
    public KmsKeyRef create(TenantId tenant, String policy) {
        var made = KmsFailures.mapping(
                "CreateKey",
                () -> kms.createKey(request -> request.keySpec(KeySpec.SYMMETRIC_DEFAULT)
                        .keyUsage(KeyUsageType.ENCRYPT_DECRYPT)
                        .description("Sallyport tenant " + tenant.value())
                        .policy(policy)
                        .bypassPolicyLockoutSafetyCheck(true)
                        .tags(
                                Tag.builder()
                                        .tagKey("app")
                                        .tagValue("sallyport")
                                        .build(),
                                Tag.builder()
                                        .tagKey("tenant_id")
                                        .tagValue(tenant.value())
                                        .build())));
        return KmsKeyRef.of(made.keyMetadata().arn());
    }

    /// Checks that `key` is an enabled symmetric key and gives its ARN. Throws [KmsFailure] where it is not.
    /// A principal that may not look at the key gets it back as it is named: whether it is usable shows when
    /// the proxy wraps the tenant's seed under it, before the tenant exists.
    public KmsKeyRef requireUsable(KmsKeyRef key) {
        try {
            return describe(key);
        } catch (KmsFailure e) {
            if (e.kind() == KmsFailure.Kind.DENIED) {
                return key;
            }
            throw e;
        }
    }

    private KmsKeyRef describe(KmsKeyRef key) {
        var found = KmsFailures.mapping("DescribeKey", () -> kms.describeKey(request -> request.keyId(key.value())))
                .keyMetadata();
        if (found.keySpec() != KeySpec.SYMMETRIC_DEFAULT || found.keyUsage() != KeyUsageType.ENCRYPT_DECRYPT) {
            throw new KmsFailure(KmsFailure.Kind.NOT_FOUND, "kms key is not a symmetric key");
        }
        requireEnabled(found);
        return KmsKeyRef.of(found.arn());
    }

    private static void requireEnabled(KeyMetadata found) {
        if (found.keyState() != KeyState.ENABLED) {
            throw new KmsFailure(KmsFailure.Kind.DISABLED, "kms key is not enabled");
        }
    }
}
