package dev.sallyport.vault.stack;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Tokens that look right and are not, by the tricks that have worked elsewhere.
public enum ForgedTokens {
    NONE,
    NONE_IN_CAPITALS,
    HMAC_WITH_THE_PUBLIC_KEY,
    KEY_IN_THE_HEADER,
    KEY_BEHIND_JKU,
    KEY_BEHIND_X5U,
    CERTIFICATE_IN_THE_HEADER,
    PATH_IN_KID,
    UNKNOWN_KID,
    CRITICAL_EXTENSION,
    OTHER_KEY,
    OTHER_ISSUER,
    OTHER_AUDIENCE,
    NO_AUDIENCE,
    EXPIRED,
    NO_EXPIRY,
    NOT_YET_VALID,
    ISSUED_IN_THE_FUTURE,
    LIVES_TOO_LONG,
    NO_SUBJECT,
    CHANGED_CLAIMS,
    EMPTY_SIGNATURE,
    DER_SIGNATURE,
    FOUR_PARTS;

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    /// A token of this kind; `key` is the issuer's real pair, which some tricks need.
    public String make(KeyPair key, String kid, String issuer, String audience, String subject) {
        return make(key, kid, issuer, audience, subject, "");
    }

    /// The same with further claims, as in `,"role":"owner"`.
    public String make(KeyPair key, String kid, String issuer, String audience, String subject, String more) {
        long now = Instant.now().getEpochSecond();
        var header = header(kid);
        var claims = claims(now, issuer, audience, subject, more);
        var input = base64(header) + "." + base64(claims);
        try {
            return switch (this) {
                case NONE, NONE_IN_CAPITALS, EMPTY_SIGNATURE -> input + ".";
                case HMAC_WITH_THE_PUBLIC_KEY -> input + "." + BASE64.encodeToString(hmac(key, input));
                case OTHER_KEY, KEY_IN_THE_HEADER, KEY_BEHIND_JKU, KEY_BEHIND_X5U, CERTIFICATE_IN_THE_HEADER ->
                    input + "." + sign(fresh(), input, "SHA256withECDSAinP1363Format");
                case DER_SIGNATURE -> input + "." + sign(key, input, "SHA256withECDSA");
                case CHANGED_CLAIMS ->
                    base64(header) + "." + base64(claims.replace(subject, "usr_someone_else")) + "."
                            + sign(key, input, "SHA256withECDSAinP1363Format");
                case FOUR_PARTS -> input + "." + sign(key, input, "SHA256withECDSAinP1363Format") + ".x";
                default -> input + "." + sign(key, input, "SHA256withECDSAinP1363Format");
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String header(String kid) {
        return switch (this) {
            case NONE -> "{\"alg\":\"none\",\"kid\":\"" + kid + "\"}";
            case NONE_IN_CAPITALS -> "{\"alg\":\"NONE\",\"kid\":\"" + kid + "\"}";
            case HMAC_WITH_THE_PUBLIC_KEY -> "{\"alg\":\"HS256\",\"kid\":\"" + kid + "\"}";
            case KEY_IN_THE_HEADER ->
                "{\"alg\":\"ES256\",\"jwk\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}}";
            case KEY_BEHIND_JKU -> "{\"alg\":\"ES256\",\"jku\":\"http://127.0.0.1:1/keys\"}";
            case KEY_BEHIND_X5U -> "{\"alg\":\"ES256\",\"x5u\":\"http://127.0.0.1:1/cert\"}";
            case CERTIFICATE_IN_THE_HEADER -> "{\"alg\":\"ES256\",\"x5c\":[\"AA==\"]}";
            case PATH_IN_KID -> "{\"alg\":\"ES256\",\"kid\":\"../../../../dev/null\"}";
            case UNKNOWN_KID -> "{\"alg\":\"ES256\",\"kid\":\"other\"}";
            case CRITICAL_EXTENSION -> "{\"alg\":\"ES256\",\"kid\":\"" + kid + "\",\"crit\":[\"x\"],\"x\":1}";
            default -> "{\"alg\":\"ES256\",\"kid\":\"" + kid + "\"}";
        };
    }

    private String claims(long now, String issuer, String audience, String subject, String more) {
        long issued = this == ISSUED_IN_THE_FUTURE ? now + 3_600 : this == EXPIRED ? now - 120 : now;
        long expires = this == EXPIRED ? now - 60 : this == LIVES_TOO_LONG ? now + 86_400 * 365 : issued + 50;
        var json = new StringBuilder("{\"iss\":\"")
                .append(this == OTHER_ISSUER ? "evil" : issuer)
                .append('"');
        if (this != NO_AUDIENCE) {
            json.append(",\"aud\":\"")
                    .append(this == OTHER_AUDIENCE ? "other" : audience)
                    .append('"');
        }
        if (this != NO_SUBJECT) {
            json.append(",\"sub\":\"").append(subject).append('"');
        }
        if (this != NO_EXPIRY) {
            json.append(",\"exp\":").append(expires);
        }
        if (this == NOT_YET_VALID) {
            json.append(",\"nbf\":").append(now + 3_600);
        }
        return json.append(",\"iat\":")
                .append(issued)
                .append(",\"jti\":\"j\",\"sid\":\"s\"")
                .append(more)
                .append("}")
                .toString();
    }

    private static String base64(String json) {
        return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] hmac(KeyPair key, String input) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getPublic().getEncoded(), "HmacSHA256"));
        return mac.doFinal(input.getBytes(StandardCharsets.US_ASCII));
    }

    private static String sign(KeyPair key, String input, String algorithm) throws GeneralSecurityException {
        var signature = Signature.getInstance(algorithm);
        signature.initSign(key.getPrivate());
        signature.update(input.getBytes(StandardCharsets.US_ASCII));
        return BASE64.encodeToString(signature.sign());
    }

    private static KeyPair fresh() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }
}
