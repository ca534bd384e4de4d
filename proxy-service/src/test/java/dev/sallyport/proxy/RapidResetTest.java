package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.testkit.postgres.TestCa;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// HTTP/2 on the TLS listener, spoken by hand: streams that are opened and reset at once (CVE-2023-44487).
@QuarkusTest
@QuarkusTestResource(ProxyBootsTest.PeerKeyFiles.class)
@QuarkusTestResource(value = RapidResetTest.Listener.class, restrictToAnnotatedClass = true)
@TestProfile(RapidResetTest.OverTls.class)
@Timeout(60)
class RapidResetTest {

    private static final TestCa CA = TestCa.create();
    private static final int STREAMS = 2_000;

    private static final byte HEADERS = 1;
    private static final byte RST_STREAM = 3;
    private static final byte SETTINGS = 4;
    private static final byte GOAWAY = 7;
    private static final byte END_STREAM_AND_HEADERS = 5;
    private static final int CANCEL = 8;
    private static final int ENHANCE_YOUR_CALM = 11;
    private static final int MAX_CONCURRENT_STREAMS = 3;

    /// A boot of its own.
    public static class OverTls implements QuarkusTestProfile {}

    /// The certificate of the TLS listener.
    public static class Listener implements QuarkusTestResourceLifecycleManager {

        @Override
        public Map<String, String> start() {
            try {
                Path folder = Files.createTempDirectory("sallyport-proxy-tls");
                TestCa.Issued issued = CA.issue(List.of("localhost"), List.of("127.0.0.1"), Duration.ofDays(1));
                return Map.of(
                        "sallyport.internal.certificate",
                        Files.writeString(folder.resolve("tls.pem"), issued.certificatePem())
                                .toString(),
                        "sallyport.internal.key",
                        Files.writeString(folder.resolve("tls.key"), issued.privateKeyPem())
                                .toString());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void stop() {}
    }

    private record Frame(byte type, int stream, ByteBuffer body) {}

    @TestHTTPResource(value = "/", tls = true)
    URI root;

    private SSLSocket connected() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", CA.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", root.getPort());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(10_000);
        socket.startHandshake();
        assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
        socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1));
        socket.getOutputStream().write(frame(SETTINGS, 0, 0));
        return socket;
    }

    private static byte[] frame(int type, int flags, int stream, byte... body) {
        return ByteBuffer.allocate(9 + body.length)
                .put((byte) (body.length >> 16))
                .putShort((short) body.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(body)
                .array();
    }

    /// GET /q/health/live by the static table of HPACK. Source: RFC 7541, appendix A.
    private static byte[] get(int stream) {
        byte[] path = "/q/health/live".getBytes(ISO_8859_1);
        byte[] host = "localhost".getBytes(ISO_8859_1);
        ByteBuffer block = ByteBuffer.allocate(6 + path.length + host.length)
                .put((byte) 0x82)
                .put((byte) 0x87)
                .put((byte) 0x04)
                .put((byte) path.length)
                .put(path)
                .put((byte) 0x01)
                .put((byte) host.length)
                .put(host);
        return frame(HEADERS, END_STREAM_AND_HEADERS, stream, block.array());
    }

    private static Frame read(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        byte type = in.readByte();
        in.readByte();
        int stream = in.readInt();
        return new Frame(type, stream, ByteBuffer.wrap(in.readNBytes(length)));
    }

    private static Frame next(DataInputStream in, byte type) throws IOException {
        Frame frame = read(in);
        while (frame.type() != type) {
            frame = read(in);
        }
        return frame;
    }

    private void assertServes() throws Exception {
        try (SSLSocket good = connected()) {
            good.getOutputStream().write(get(1));
            Frame answer = next(new DataInputStream(good.getInputStream()), HEADERS);
            assertThat(answer.stream()).isEqualTo(1);
            // Behind five bytes of priority.
            assertThat(answer.body().get(5)).as(":status 200").isEqualTo((byte) 0x88);
        }
    }

    @Test
    void streams_that_are_reset_at_once_end_their_connection_and_no_other() throws Exception {
        assertServes();
        try (SSLSocket socket = connected()) {
            // When
            Thread.ofVirtual().start(() -> flood(socket));
            // Then
            Frame end = next(new DataInputStream(socket.getInputStream()), GOAWAY);
            assertThat(end.body().getInt(4)).isEqualTo(ENHANCE_YOUR_CALM);
            assertThat(isEnded(socket)).isTrue();
        }
        assertServes();
    }

    private static void flood(SSLSocket socket) {
        byte[] cancel = ByteBuffer.allocate(4).putInt(CANCEL).array();
        try {
            for (int i = 0; i < STREAMS; i++) {
                socket.getOutputStream().write(get(2 * i + 1));
                socket.getOutputStream().write(frame(RST_STREAM, 0, 2 * i + 1, cancel));
            }
        } catch (IOException e) {
            // the server has ended the connection
        }
    }

    private static boolean isEnded(SSLSocket socket) throws IOException {
        try {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                read(in);
            }
        } catch (EOFException | java.net.SocketException e) {
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        }
    }

    @Test
    void the_streams_of_a_connection_are_bounded() throws Exception {
        try (SSLSocket socket = connected()) {
            // When
            ByteBuffer settings =
                    next(new DataInputStream(socket.getInputStream()), SETTINGS).body();
            // Then
            int most = -1;
            while (settings.hasRemaining()) {
                int name = settings.getShort();
                int value = settings.getInt();
                most = name == MAX_CONCURRENT_STREAMS ? value : most;
            }
            assertThat(most).isEqualTo(100);
        }
    }
}
