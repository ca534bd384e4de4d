package dev.sallyport.testkit.hostile;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// The server's half of one SCRAM-SHA-256 exchange, right or wrong as the misbehaviour wants it. It believes whatever
/// the client proves.
///
/// Source: RFC 5802, RFC 7677.
final class HostileScram {

    private static final byte[] SALT = "sallyport-hostile".getBytes(StandardCharsets.US_ASCII);
    private static final int ITERATIONS = 4096;

    private final Misbehaviour misbehaviour;
    private final String clientFirstBare;
    private final String serverFirst;

    /// @param clientFirst the client's first message with its gs2 header
    HostileScram(Misbehaviour misbehaviour, String clientFirst) {
        this.misbehaviour = misbehaviour;
        this.clientFirstBare = clientFirst.substring(clientFirst.indexOf(",", clientFirst.indexOf(',') + 1) + 1);
        this.serverFirst = "r=" + nonce() + ",s=" + Base64.getEncoder().encodeToString(SALT) + ",i=" + iterations();
    }

    String serverFirst() {
        return serverFirst;
    }

    /// @param clientFinal the client's last message with its proof
    String serverFinal(String clientFinal) {
        var withoutProof = clientFinal.substring(0, clientFinal.lastIndexOf(",p="));
        var transcript = clientFirstBare + "," + serverFirst + "," + withoutProof;
        var login = misbehaviour == Misbehaviour.SCRAM_WRONG_SIGNATURE ? "not it" : HostilePostgres.LOGIN;
        var signature = hmac(hmac(salted(login), "Server Key"), transcript);
        return "v=" + Base64.getEncoder().encodeToString(signature);
    }

    private String nonce() {
        var client = clientFirstBare.substring(clientFirstBare.indexOf("r=") + 2);
        return misbehaviour == Misbehaviour.SCRAM_FOREIGN_NONCE ? "somebodyElsesNonce0000" : client + "serverPart";
    }

    private String iterations() {
        return switch (misbehaviour) {
            case SCRAM_COSTLY_ITERATIONS -> "4000000";
            case SCRAM_MANY_ITERATIONS -> Integer.toString(Integer.MAX_VALUE);
            case SCRAM_OVERFLOWING_ITERATIONS -> Long.toString(1L << 31);
            default -> Integer.toString(ITERATIONS);
        };
    }

    private static byte[] salted(String login) {
        try {
            var spec = new PBEKeySpec(login.toCharArray(), SALT, ITERATIONS, 256);
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA256", e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
