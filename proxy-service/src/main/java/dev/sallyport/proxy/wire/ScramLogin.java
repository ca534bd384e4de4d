package dev.sallyport.proxy.wire;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.StringPreparation;
import com.ongres.scram.common.exception.ScramException;
import com.ongres.scram.common.util.TlsServerEndpoint;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/// SCRAM-SHA-256, with channel binding to the TLS certificate where the server offers it. Source: RFC 5802, RFC
/// 7677, RFC 5929.
///
/// [#clientFinal] runs PBKDF2 and belongs on a worker thread; the iteration count is checked before it
/// (CVE-2026-42198).
final class ScramLogin {

    static final String PLAIN = "SCRAM-SHA-256";
    static final String PLUS = "SCRAM-SHA-256-PLUS";

    /// At about 2 million HMACs a second this is 0.3 s of one worker.
    private static final int MOST_ITERATIONS = 600_000;

    private final ScramClient client;

    private ScramLogin(ScramClient client) {
        this.client = client;
    }

    static ScramLogin begin(Login login, Set<String> offered, Optional<X509Certificate> certificate) {
        boolean bind = certificate.isPresent() && offered.contains(PLUS);
        if (login.channelBindingRequired() && !bind) {
            throw new ProtocolViolation("channel binding is required and not offered");
        }
        if (!bind && !offered.contains(PLAIN)) {
            throw new ProtocolViolation("server offers no SCRAM-SHA-256");
        }
        // The library takes characters; this is the last line before it, and both arrays are wiped.
        return login.password().reveal(bytes -> {
            CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
            char[] password = Arrays.copyOfRange(decoded.array(), 0, decoded.limit());
            try {
                var builder = ScramClient.builder()
                        .advertisedMechanisms(bind ? Set.of(PLUS, PLAIN) : Set.of(PLAIN))
                        .username("*")
                        .password(password)
                        .stringPreparation(StringPreparation.POSTGRESQL_PREPARATION);
                if (bind) {
                    builder.channelBinding(
                            TlsServerEndpoint.TLS_SERVER_END_POINT,
                            TlsServerEndpoint.getChannelBindingData(certificate.orElseThrow()));
                }
                return new ScramLogin(builder.build());
            } catch (CertificateEncodingException e) {
                throw new ProtocolViolation("certificate encoding");
            } finally {
                Arrays.fill(decoded.array(), '\0');
            }
        });
    }

    String mechanism() {
        return client.getScramMechanism().getName();
    }

    byte[] clientFirst() {
        return client.clientFirstMessage().toString().getBytes(StandardCharsets.UTF_8);
    }

    /// Reads the server's challenge without computing anything from it.
    void serverFirst(String message) {
        try {
            int iterations = client.serverFirstMessage(message).getIterationCount();
            if (iterations < 1 || iterations > MOST_ITERATIONS) {
                throw new ProtocolViolation("SCRAM iteration count");
            }
        } catch (ScramException | IllegalArgumentException e) {
            throw new ProtocolViolation("SCRAM challenge");
        }
    }

    byte[] clientFinal() {
        return client.clientFinalMessage().toString().getBytes(StandardCharsets.UTF_8);
    }

    /// Checks that the server knows the password too.
    void serverFinal(String message) {
        try {
            client.serverFinalMessage(message);
        } catch (ScramException | IllegalArgumentException e) {
            throw new ProtocolViolation("SCRAM server signature");
        }
    }
}
