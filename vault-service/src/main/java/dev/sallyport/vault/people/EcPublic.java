package dev.sallyport.vault.people;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;

/// The public half of a P-256 private key, so that one file is enough.
final class EcPublic {
    private EcPublic() {}

    static PublicKey of(PrivateKey key) {
        if (!(key instanceof ECPrivateKey ec)) {
            throw new IllegalStateException("the token key is not an EC key");
        }
        var curve = ECNamedCurveTable.getByName("P-256");
        if (ec.getParams().getCurve().getField().getFieldSize()
                != curve.getCurve().getFieldSize()) {
            throw new IllegalStateException("the token key is not on P-256");
        }
        var point = curve.getG().multiply(ec.getS()).normalize();
        BigInteger x = point.getAffineXCoord().toBigInteger();
        BigInteger y = point.getAffineYCoord().toBigInteger();
        try {
            return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(x, y), ec.getParams()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the token key has no public half", e);
        }
    }
}
