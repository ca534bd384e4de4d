package dev.sallyport.proxy.wire;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.ServerFirstMessage;
import com.ongres.scram.common.StringPreparation;
import com.ongres.scram.common.exception.ScramException;
import com.ongres.scram.common.util.TlsServerEndpoint;
import dev.sallyport.crypto.codec.EphemeralKey;
import dev.sallyport.crypto.codec.JdkProviders;
import dev.sallyport.crypto.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/// SCRAM-SHA-256, with channel binding to the TLS certificate where the server offers it. Source: RFC 5802, RFC
/// 7677, RFC 5929.
///
/// The library would take the password as characters and leave copies of it to the collector, so it is given the
/// salted password, made here from the lent bytes. [#clientFinal] does that and belongs on a worker thread; the
/// iteration count is checked before it (CVE-2026-42198).
final class ScramLogin {

    static final String PLAIN = "SCRAM-SHA-256";
    static final String PLUS = "SCRAM-SHA-256-PLUS";

    /// At about 2 million HMACs a second this is 0.3 s of one worker.
    private static final int MOST_ITERATIONS = 600_000;

    private static final String HMAC = "HmacSHA256";
    private static final int NONCE_BYTES = 18;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Secret password;
    private final Optional<byte[]> binding;
    private final String nonce = nonce();
    private ScramClient client;
    private String challenge = "";
    private @Nullable ServerFirstMessage asked;

    private ScramLogin(Secret password, Optional<byte[]> binding) {
        this.password = password;
        this.binding = binding;
        // What the server asks for stands in its challenge; until then there is nothing to prove.
        this.client = client(new byte[32]);
    }

    static ScramLogin begin(Login login, Set<String> offered, Optional<X509Certificate> certificate) {
        boolean bind = certificate.isPresent() && offered.contains(PLUS);
        if (login.channelBindingRequired() && !bind) {
            throw new ProtocolViolation("channel binding is required and not offered");
        }
        if (!bind && !offered.contains(PLAIN)) {
            throw new ProtocolViolation("server offers no SCRAM-SHA-256");
        }
        return new ScramLogin(login.password(), bind ? certificate.map(ScramLogin::endpoint) : Optional.empty());
    }

    String mechanism() {
        return client.getScramMechanism().getName();
    }

    byte[] clientFirst() {
        return client.clientFirstMessage().toString().getBytes(StandardCharsets.UTF_8);
    }

    /// Reads the server's challenge without computing anything from it.
    void serverFirst(String message) {
        asked = read(message);
        int iterations = asked.getIterationCount();
        if (iterations < 1 || iterations > MOST_ITERATIONS) {
            throw new ProtocolViolation("SCRAM iteration count");
        }
        challenge = message;
    }

    byte[] clientFinal() {
        if (asked == null) {
            throw new IllegalStateException("no challenge yet");
        }
        ServerFirstMessage question = asked;
        byte[] salted = password.reveal(bytes -> salted(bytes, question));
        try {
            client = client(salted);
            client.clientFirstMessage();
            read(challenge);
            return client.clientFinalMessage().toString().getBytes(StandardCharsets.UTF_8);
        } finally {
            Arrays.fill(salted, (byte) 0);
        }
    }

    /// Checks that the server knows the password too.
    void serverFinal(String message) {
        try {
            client.serverFinalMessage(message);
        } catch (ScramException | IllegalArgumentException e) {
            throw new ProtocolViolation("SCRAM server signature");
        }
    }

    private ScramClient client(byte[] salted) {
        var builder = ScramClient.builder()
                .advertisedMechanisms(binding.isPresent() ? Set.of(PLUS, PLAIN) : Set.of(PLAIN))
                .username("*")
                .saltedPassword(salted)
                .nonceSupplier(() -> nonce);
        binding.ifPresent(data -> builder.channelBinding(TlsServerEndpoint.TLS_SERVER_END_POINT, data));
        return builder.build();
    }

    private ServerFirstMessage read(String message) {
        try {
            return client.serverFirstMessage(message);
        } catch (ScramException | IllegalArgumentException e) {
            throw new ProtocolViolation("SCRAM challenge");
        }
    }

    /// PBKDF2 with HMAC-SHA-256 over the prepared password. Source: RFC 5802 section 2.2 (`Hi`).
    private static byte[] salted(byte[] password, ServerFirstMessage asked) {
        byte[] prepared = prepared(password);
        try (EphemeralKey key = new EphemeralKey(HMAC, prepared)) {
            Mac mac = Mac.getInstance(HMAC, JdkProviders.SUN_JCE);
            mac.init(key);
            mac.update(Base64.getDecoder().decode(asked.getSalt()));
            byte[] block = mac.doFinal(new byte[] {0, 0, 0, 1});
            byte[] sum = block.clone();
            for (int i = 1; i < asked.getIterationCount(); i++) {
                mac.update(block);
                mac.doFinal(block, 0);
                for (int j = 0; j < sum.length; j++) {
                    sum[j] ^= block[j];
                }
            }
            return sum;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 is not available", e);
        } finally {
            Arrays.fill(prepared, (byte) 0);
        }
    }

    /// As PostgreSQL prepares it (SASLprep, RFC 4013), which leaves printable ASCII as it is.
    private static byte[] prepared(byte[] password) {
        boolean plain = true;
        for (byte b : password) {
            plain &= b >= ' ' && b < 0x7f;
        }
        if (plain) {
            return password.clone();
        }
        // The library prepares characters: the copies that are ours are wiped, its own are the collector's.
        CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(password));
        char[] text = Arrays.copyOfRange(decoded.array(), 0, decoded.limit());
        char[] normal = StringPreparation.POSTGRESQL_PREPARATION.normalize(text);
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(normal));
        try {
            return Arrays.copyOfRange(encoded.array(), 0, encoded.limit());
        } finally {
            Arrays.fill(decoded.array(), '\0');
            Arrays.fill(text, '\0');
            Arrays.fill(normal, '\0');
            Arrays.fill(encoded.array(), (byte) 0);
        }
    }

    private static byte[] endpoint(X509Certificate certificate) {
        try {
            return TlsServerEndpoint.getChannelBindingData(certificate);
        } catch (CertificateEncodingException e) {
            throw new ProtocolViolation("certificate encoding");
        }
    }

    private static String nonce() {
        byte[] random = new byte[NONCE_BYTES];
        RANDOM.nextBytes(random);
        return Base64.getEncoder().encodeToString(random);
    }
}
