package dev.sallyport.proxy.unseal;

import static dev.sallyport.service.problem.ProblemCode.TARGET_TLS_FAILED;

import dev.sallyport.service.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Makes the trust of a target: the DSN's own CA and no other, or the system's CAs where the DSN names none.
final class TargetTls {

    private TargetTls() {}

    static SSLContext trusting(Optional<String> rootCertificatesPem) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(rootCertificatesPem.isPresent() ? store(rootCertificatesPem.orElseThrow()) : null);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            context.getClientSessionContext().setSessionCacheSize(1);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new ProblemException(
                    TARGET_TLS_FAILED, "The DSN's CA certificate cannot be read.", "target: sslrootcert is not usable");
        }
    }

    private static KeyStore store(String pem) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate certificate : CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))) {
            store.setCertificateEntry("ca" + number++, certificate);
        }
        return store;
    }
}
