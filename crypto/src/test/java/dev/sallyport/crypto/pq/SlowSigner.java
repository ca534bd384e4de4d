package dev.sallyport.crypto.pq;

import java.security.SecureRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** The baseline under another name, with a signer that is slow or wrong. */
class SlowSigner implements PqBackend {
    private final PqBackend real = new BouncyCastleBackend();
    private final String name;
    private final UnaryOperator<byte[]> change;
    long nanos;
    int signatures;

    SlowSigner(String name, UnaryOperator<byte[]> change, long nanos) {
        this.name = name;
        this.change = change;
        this.nanos = nanos;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public byte[] kemPublicKey(byte[] seed) {
        return real.kemPublicKey(seed);
    }

    @Override
    public byte[] signaturePublicKey(byte[] seed) {
        return real.signaturePublicKey(seed);
    }

    @Override
    public Encapsulator encapsulator(byte[] publicKey) {
        return real.encapsulator(publicKey);
    }

    @Override
    public Decapsulator decapsulator(byte[] seed) {
        return real.decapsulator(seed);
    }

    @Override
    public Signer signer(byte[] seed) {
        Signer signer = real.signer(seed);
        return new Signer() {
            @Override
            public byte[] sign(byte[] message, SecureRandom random) {
                signatures++;
                LockSupport.parkNanos(nanos);
                return change.apply(signer.sign(message, random));
            }

            @Override
            public void close() {
                signer.close();
            }
        };
    }

    @Override
    public Verifier verifier(byte[] publicKey) {
        return real.verifier(publicKey);
    }
}
