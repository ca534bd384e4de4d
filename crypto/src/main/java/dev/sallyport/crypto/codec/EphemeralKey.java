package dev.sallyport.crypto.codec;

import java.util.Arrays;
import javax.crypto.SecretKey;

/** A key that can be zeroed, which {@code SecretKeySpec} cannot. It copies, and gives the provider copies. */
public final class EphemeralKey implements SecretKey, AutoCloseable {
    private static final long serialVersionUID = 1L;

    private final String algorithm;
    private final transient byte[] bytes;

    public EphemeralKey(String algorithm, byte[] bytes) {
        this(algorithm, bytes, 0, bytes.length);
    }

    public EphemeralKey(String algorithm, byte[] bytes, int from, int to) {
        this.algorithm = algorithm;
        this.bytes = Arrays.copyOfRange(bytes, from, to);
    }

    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    @Override
    public byte[] getEncoded() {
        return bytes.clone();
    }

    @Override
    public void destroy() {
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public void close() {
        destroy();
    }

    @Override
    public String toString() {
        return "EphemeralKey[" + algorithm + "]";
    }
}
