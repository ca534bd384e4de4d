package dev.sallyport.localkms.principal;

import dev.sallyport.localkms.policy.Policy;
import java.util.function.Function;

/// A user or role that signs its requests with one access key.
public final class Principal {

    private final String name;
    private final String arn;
    private final String accessKeyId;
    private final byte[] signingKey;
    private final Policy policy;

    /// @param signingKey the secret access key in ASCII; the array is copied
    /// @param policy what the principal may do where a key's policy leaves it to the account
    public Principal(String name, String arn, String accessKeyId, byte[] signingKey, Policy policy) {
        this.name = name;
        this.arn = arn;
        this.accessKeyId = accessKeyId;
        this.signingKey = signingKey.clone();
        this.policy = policy;
    }

    public String name() {
        return name;
    }

    public String arn() {
        return arn;
    }

    public String accessKeyId() {
        return accessKeyId;
    }

    public Policy policy() {
        return policy;
    }

    /// Lends a copy of the signing key; whoever takes it wipes it.
    public <T> T signingKey(Function<byte[], T> use) {
        return use.apply(signingKey.clone());
    }

    @Override
    public String toString() {
        return "Principal[" + arn + "]";
    }
}
