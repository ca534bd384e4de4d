package dev.sallyport.testkit.hostile;

import dev.sallyport.testkit.postgres.TestCa;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// The TLS side of a server with a valid certificate.
final class ServerContext {

    private ServerContext() {}

    static SSLContext signedBy(TestCa ca) {
        var issued = ca.issue(List.of("localhost"), List.of("127.0.0.1", "::1"), Duration.ofDays(1));
        try {
            var certificate = CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(issued.certificatePem().getBytes(StandardCharsets.US_ASCII)));
            var key =
                    KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der(issued.privateKeyPem())));
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", key, new char[0], new Certificate[] {certificate});
            var managers = KeyManagerFactory.getInstance("PKIX");
            managers.init(store, new char[0]);
            var context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot make the server's TLS", e);
        }
    }

    private static byte[] der(String pem) {
        return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    }
}
