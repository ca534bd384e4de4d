package dev.sallyport.crypto.pq;

import java.security.SecureRandom;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.MLDSASigner;

/** The baseline that is always there: BouncyCastle's lightweight API, without its security provider. */
public final class BouncyCastleBackend implements PqBackend {
    /** The name of this backend. */
    public static final String NAME = "bc";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte[] kemPublicKey(byte[] seed) {
        MLKEMPrivateKeyParameters key = kemPrivateKey(seed);
        byte[] publicKey = key.getPublicKey();
        key.destroy();
        return publicKey;
    }

    @Override
    public byte[] signaturePublicKey(byte[] seed) {
        MLDSAPrivateKeyParameters key = signaturePrivateKey(seed);
        byte[] publicKey = key.getPublicKey();
        key.destroy();
        return publicKey;
    }

    @Override
    public Encapsulator encapsulator(byte[] publicKey) {
        PqSizes.require(publicKey, PqSizes.KEM_PUBLIC_KEY, "ML-KEM-768 public key");
        MLKEMPublicKeyParameters key = new MLKEMPublicKeyParameters(MLKEMParameters.ml_kem_768, publicKey);
        return random -> {
            SecretWithEncapsulation result = new MLKEMGenerator(random).generateEncapsulated(key);
            return new Encapsulation(result.getEncapsulation(), result.getSecret());
        };
    }

    @Override
    public Decapsulator decapsulator(byte[] seed) {
        return new BcDecapsulator(kemPrivateKey(seed));
    }

    @Override
    public Signer signer(byte[] seed) {
        return new BcSigner(signaturePrivateKey(seed));
    }

    @Override
    public Verifier verifier(byte[] publicKey) {
        PqSizes.require(publicKey, PqSizes.SIGNATURE_PUBLIC_KEY, "ML-DSA-65 public key");
        MLDSAPublicKeyParameters key = new MLDSAPublicKeyParameters(MLDSAParameters.ml_dsa_65, publicKey);
        return (message, signature) -> verify(key, message, signature);
    }

    private static boolean verify(MLDSAPublicKeyParameters key, byte[] message, byte[] signature) {
        if (signature.length != PqSizes.SIGNATURE) {
            return false;
        }
        MLDSASigner verifier = new MLDSASigner();
        verifier.init(false, key);
        verifier.update(message, 0, message.length);
        return verifier.verifySignature(signature);
    }

    private static MLKEMPrivateKeyParameters kemPrivateKey(byte[] seed) {
        PqSizes.require(seed, PqSizes.KEM_SEED, "ML-KEM seed");
        return new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, seed.clone());
    }

    private static MLDSAPrivateKeyParameters signaturePrivateKey(byte[] seed) {
        PqSizes.require(seed, PqSizes.SIGNATURE_SEED, "ML-DSA seed");
        // BouncyCastle keeps the array, and destroy() zeroes it: without the copy it would be the caller's.
        return new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_65, seed.clone());
    }

    private static final class BcDecapsulator implements Decapsulator {
        private final MLKEMPrivateKeyParameters key;

        BcDecapsulator(MLKEMPrivateKeyParameters key) {
            this.key = key;
        }

        @Override
        public byte[] decapsulate(byte[] ciphertext) {
            return new MLKEMExtractor(key)
                    .extractSecret(PqSizes.require(ciphertext, PqSizes.KEM_CIPHERTEXT, "ML-KEM-768 ciphertext"));
        }

        @Override
        public void close() {
            key.destroy();
        }
    }

    private static final class BcSigner implements Signer {
        private final MLDSAPrivateKeyParameters key;

        BcSigner(MLDSAPrivateKeyParameters key) {
            this.key = key;
        }

        @Override
        public byte[] sign(byte[] message, SecureRandom random) {
            MLDSASigner signer = new MLDSASigner();
            signer.init(true, new ParametersWithRandom(key, random));
            signer.update(message, 0, message.length);
            try {
                return signer.generateSignature();
            } catch (CryptoException e) {
                throw new IllegalStateException("ML-DSA-65 signing failed", e);
            }
        }

        @Override
        public void close() {
            key.destroy();
        }
    }
}
