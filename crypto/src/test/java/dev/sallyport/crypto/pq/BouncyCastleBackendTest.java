package dev.sallyport.crypto.pq;

import java.security.SecureRandom;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.MLDSASigner;

class BouncyCastleBackendTest extends PqBackendContract {
    @Override
    protected PqBackend backend() {
        return new BouncyCastleBackend();
    }

    @Override
    protected byte[] signWithExpandedKey(byte[] key, byte[] message, SecureRandom random) throws Exception {
        MLDSASigner signer = new MLDSASigner();
        signer.init(
                true, new ParametersWithRandom(new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_65, key), random));
        signer.update(message, 0, message.length);
        return signer.generateSignature();
    }

    @Override
    protected byte[] decapsulateWithExpandedKey(byte[] key, byte[] ciphertext) {
        return new MLKEMExtractor(new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, key))
                .extractSecret(ciphertext);
    }
}
