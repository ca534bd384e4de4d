package dev.sallyport.crypto.kms;

/** Names a key of the key management service: an ARN, an id or an alias; 1 to 2048 printable ASCII characters. */
public record KmsKeyRef(String value) {
    private static final int MAX_LENGTH = 2048;

    public KmsKeyRef {
        if (value.isEmpty() || value.length() > MAX_LENGTH || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("not a KMS key reference");
        }
    }

    public static KmsKeyRef of(String value) {
        return new KmsKeyRef(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
