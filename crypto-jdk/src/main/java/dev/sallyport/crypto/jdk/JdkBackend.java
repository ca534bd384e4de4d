package dev.sallyport.crypto.jdk;

import dev.sallyport.crypto.pq.InvalidPqKeyException;
import dev.sallyport.crypto.pq.PqBackend;
import dev.sallyport.crypto.pq.PqSizes;
import dev.sallyport.crypto.pq.Spki;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import javax.crypto.KEM;

/// The JDK's own ML-KEM-768 (provider SunJCE) and ML-DSA-65 (provider SUN), Java 24 and newer, by provider name so that
/// no other registered provider answers.
///
/// The JDK takes no seeds; its key pair generators read exactly the seed from the randomness that they are given, so a
/// seed is replayed to them. Should a release read otherwise, the known answers fail and this backend is disabled.
/// Thread safe. Source: JEP 496 and JEP 497.
public final class JdkBackend implements PqBackend {
    /// The name of this backend.
    public static final String NAME = "jdk";

    static final String ML_KEM = "ML-KEM-768";
    static final String ML_DSA = "ML-DSA-65";
    static final String KEM_PROVIDER = "SunJCE";
    static final String SIGNATURE_PROVIDER = "SUN";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte[] kemPublicKey(byte[] seed) {
        return rawPublicKey(kemPair(seed), PqSizes.KEM_PUBLIC_KEY);
    }

    @Override
    public byte[] signaturePublicKey(byte[] seed) {
        return rawPublicKey(signaturePair(seed), PqSizes.SIGNATURE_PUBLIC_KEY);
    }

    @Override
    public Encapsulator encapsulator(byte[] publicKey) {
        try {
            PublicKey key = KeyFactory.getInstance(ML_KEM, KEM_PROVIDER)
                    .generatePublic(new X509EncodedKeySpec(Spki.ofMlKem768(publicKey)));
            return new JdkEncapsulator(KEM.getInstance(ML_KEM, KEM_PROVIDER), key);
        } catch (GeneralSecurityException e) {
            throw new InvalidPqKeyException("ML-KEM-768 public key is refused by the JDK");
        }
    }

    @Override
    public Decapsulator decapsulator(byte[] seed) {
        try {
            return new JdkDecapsulator(
                    KEM.getInstance(ML_KEM, KEM_PROVIDER), kemPair(seed).getPrivate());
        } catch (GeneralSecurityException e) {
            throw unavailable(ML_KEM, e);
        }
    }

    @Override
    public Signer signer(byte[] seed) {
        return new JdkSigner(signaturePair(seed).getPrivate());
    }

    @Override
    public Verifier verifier(byte[] publicKey) {
        try {
            PublicKey key = KeyFactory.getInstance(ML_DSA, SIGNATURE_PROVIDER)
                    .generatePublic(new X509EncodedKeySpec(Spki.ofMlDsa65(publicKey)));
            return (message, signature) -> verify(key, message, signature);
        } catch (GeneralSecurityException e) {
            throw new InvalidPqKeyException("ML-DSA-65 public key is refused by the JDK");
        }
    }

    private static boolean verify(PublicKey key, byte[] message, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(ML_DSA, SIGNATURE_PROVIDER);
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static KeyPair kemPair(byte[] seed) {
        requireSize(seed, PqSizes.KEM_SEED);
        return pair(ML_KEM, KEM_PROVIDER, seed);
    }

    private static KeyPair signaturePair(byte[] seed) {
        requireSize(seed, PqSizes.SIGNATURE_SEED);
        return pair(ML_DSA, SIGNATURE_PROVIDER, seed);
    }

    private static KeyPair pair(String algorithm, String provider, byte[] seed) {
        try (SeedReplay replay = new SeedReplay(seed)) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, provider);
            generator.initialize(new java.security.spec.NamedParameterSpec(algorithm), replay);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw unavailable(algorithm, e);
        }
    }

    private static byte[] rawPublicKey(KeyPair pair, int size) {
        byte[] spki = pair.getPublic().getEncoded();
        Destruction.destroy(pair.getPrivate());
        return Arrays.copyOfRange(spki, spki.length - size, spki.length);
    }

    private static void requireSize(byte[] seed, int size) {
        if (seed.length != size) {
            throw new InvalidPqKeyException("seed has " + seed.length + " bytes, not " + size);
        }
    }

    static IllegalStateException unavailable(String algorithm, GeneralSecurityException e) {
        return new IllegalStateException(algorithm + " failed in the JDK", e);
    }
}
