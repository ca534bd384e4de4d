package dev.sallyport.testkit.oidc;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/// A real issuer on a port of its own: discovery document, key set, signed tokens, key rotation, outages. Thread safe.
/// Source: OpenID Connect Discovery 1.0; RFC 7515 and 7517.
public final class LocalOidcIssuer implements AutoCloseable {
    /// What the issuer signs with.
    public enum Algorithm {
        ES256,
        RS256
    }

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private static final int COORDINATE_BYTES = 32;
    private static final int RSA_BITS = 2048;

    private final Algorithm algorithm;
    private final HttpServer server;
    private final AtomicInteger keyRequests = new AtomicInteger();
    private final AtomicInteger generation = new AtomicInteger();
    private volatile KeyPair key;
    private volatile boolean down;

    private LocalOidcIssuer(Algorithm algorithm) throws IOException {
        this.algorithm = algorithm;
        this.key = newKey(algorithm);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve("/.well-known/openid-configuration", this::discovery);
        serve("/keys", () -> {
            keyRequests.incrementAndGet();
            return "{\"keys\":[" + jwk() + "]}";
        });
        server.start();
    }

    public static LocalOidcIssuer started(Algorithm algorithm) {
        try {
            return new LocalOidcIssuer(algorithm);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// `iss`, and where discovery begins.
    public String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// The name of the key in force.
    public String keyId() {
        return "oidc-" + generation.get();
    }

    /// The key in force, both halves.
    public KeyPair key() {
        return key;
    }

    /// How often the key set was asked for.
    public int keyRequests() {
        return keyRequests.get();
    }

    /// From now on another key signs, and the key set holds it alone.
    public void rotate() {
        generation.incrementAndGet();
        key = newKey(algorithm);
    }

    /// Whether every request is answered with 503.
    public void setDown(boolean down) {
        this.down = down;
    }

    /// A good token for an hour's half.
    ///
    /// @param more further claims, as in `,"role":"owner"`
    public String token(String audience, String subject, String more) {
        long now = Instant.now().getEpochSecond();
        return sign("{\"iss\":\"" + issuer() + "\",\"aud\":\"" + audience + "\",\"sub\":\"" + subject + "\",\"iat\":"
                + now + ",\"exp\":" + (now + 1_800) + more + "}");
    }

    /// Any claims, signed with the key in force under its name.
    public String sign(String claims) {
        var header = "{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\",\"kid\":\"" + keyId() + "\"}";
        var input = base64(header) + "." + base64(claims);
        try {
            var signature = Signature.getInstance(
                    algorithm == Algorithm.ES256 ? "SHA256withECDSAinP1363Format" : "SHA256withRSA");
            signature.initSign(key.getPrivate());
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private String discovery() {
        return "{\"issuer\":\"" + issuer() + "\",\"jwks_uri\":\"" + issuer() + "/keys\","
                + "\"id_token_signing_alg_values_supported\":[\"" + algorithm + "\"]}";
    }

    private String jwk() {
        var head = "{\"use\":\"sig\",\"alg\":\"" + algorithm + "\",\"kid\":\"" + keyId() + "\",";
        return switch (key.getPublic()) {
            case ECPublicKey ec ->
                head + "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\""
                        + fixed(ec.getW().getAffineX()) + "\",\"y\":\""
                        + fixed(ec.getW().getAffineY()) + "\"}";
            case RSAPublicKey rsa ->
                head + "\"kty\":\"RSA\",\"n\":\"" + unsigned(rsa.getModulus()) + "\",\"e\":\""
                        + unsigned(rsa.getPublicExponent()) + "\"}";
            default -> throw new IllegalStateException("another kind of key");
        };
    }

    private void serve(String path, java.util.function.Supplier<String> body) {
        server.createContext(path, http -> {
            var bytes = body.get().getBytes(StandardCharsets.UTF_8);
            http.getResponseHeaders().add("Content-Type", "application/json");
            http.sendResponseHeaders(down ? UNAVAILABLE : OK, bytes.length);
            http.getResponseBody().write(bytes);
            http.close();
        });
    }

    private static KeyPair newKey(Algorithm algorithm) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm == Algorithm.ES256 ? "EC" : "RSA");
            generator.initialize(algorithm == Algorithm.ES256 ? 256 : RSA_BITS);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String fixed(BigInteger number) {
        var bytes = number.toByteArray();
        var fixed = new byte[COORDINATE_BYTES];
        int length = Math.min(bytes.length, COORDINATE_BYTES);
        System.arraycopy(bytes, bytes.length - length, fixed, COORDINATE_BYTES - length, length);
        return BASE64.encodeToString(fixed);
    }

    private static String unsigned(BigInteger number) {
        var bytes = number.toByteArray();
        int from = bytes[0] == 0 ? 1 : 0;
        return BASE64.encodeToString(java.util.Arrays.copyOfRange(bytes, from, bytes.length));
    }

    private static String base64(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
