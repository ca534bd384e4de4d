package dev.sallyport.quickstart.kms;

import java.util.Locale;

/// Who calls the KMS. Its access key is drawn once and kept in files of its own.
public enum KmsPrincipal {
    /// Makes data keys that seal, and tenants' keys. Opens nothing.
    VAULT("""
            {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow", "Action": ["kms:GenerateDataKey"], "Resource": "*",
               "Condition": {"StringEquals": {"kms:EncryptionContext:app": "sallyport",
                                              "kms:EncryptionContext:purpose": "vault-seal"}}},
              {"Effect": "Allow", "Action": ["kms:CreateKey", "kms:TagResource", "kms:DescribeKey"], "Resource": "*"},
              {"Effect": "Deny", "Action": ["kms:Decrypt", "kms:ReEncrypt*"], "Resource": "*"}]}"""),

    /// Opens what was sealed and wraps its own keys. Makes no data key that seals.
    PROXY("""
            {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": "*",
               "Condition": {"StringEquals": {"kms:EncryptionContext:app": "sallyport"}}},
              {"Effect": "Allow", "Action": ["kms:Encrypt"], "Resource": "*",
               "Condition": {"StringEquals": {"kms:EncryptionContext:app": "sallyport",
                 "kms:EncryptionContext:purpose": ["kem-seed", "signing-key", "token-key"]}}},
              {"Effect": "Allow", "Action": ["kms:DescribeKey"], "Resource": "*"},
              {"Effect": "Deny", "Action": ["kms:GenerateDataKey*"], "Resource": "*"}]}"""),

    /// Sets keys up. No process of the stack runs as this one.
    OPERATOR("""
            {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow", "Action": ["kms:CreateKey", "kms:DescribeKey", "kms:TagResource",
                 "kms:CreateAlias", "kms:UpdateAlias", "kms:ListAliases", "kms:ListKeys"], "Resource": "*"}]}""");

    private final String policy;

    KmsPrincipal(String policy) {
        this.policy = policy;
    }

    /// Its name in the KMS.
    public String principalName() {
        return "sallyport-" + name().toLowerCase(Locale.ROOT);
    }

    public String arn() {
        return "arn:aws:iam::" + LocalKms.ACCOUNT + ":user/" + principalName();
    }

    /// Not a secret: it names the key that signs a request.
    public String accessKeyId() {
        return "AKIASALLYPORT" + name();
    }

    /// The name under which the key that signs its requests is kept.
    public String keptAs() {
        return "kms-" + name().toLowerCase(Locale.ROOT);
    }

    String policy() {
        return policy;
    }
}
