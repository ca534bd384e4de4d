package dev.sallyport.vault.authority;

import static dev.sallyport.vault.authority.CaBundle.refused;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.Date;

/// What a certificate must be to be trusted as a CA.
/// Source: RFC 5280 sections 4.2.1.3 and 4.2.1.9.
final class CaRules {
    private static final int KEY_CERT_SIGN = 5;
    private static final int MIN_RSA_BITS = 2048;

    private CaRules() {}

    static void require(X509Certificate certificate, Instant now) {
        boolean[] usage = certificate.getKeyUsage();
        if (certificate.getBasicConstraints() < 0) {
            throw refused("not_a_ca", "A certificate is not one of a CA.");
        }
        if (usage != null && !usage[KEY_CERT_SIGN]) {
            throw refused("not_a_ca", "A CA's key may not sign certificates.");
        }
        if (certificate.hasUnsupportedCriticalExtension()) {
            throw refused("extension", "A certificate has a critical extension that is not understood.");
        }
        if (certificate.getPublicKey() instanceof RSAKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
            throw refused("weak_key", "A CA has an RSA key of less than 2048 bits.");
        }
        requireInItsTime(certificate, now);
    }

    private static void requireInItsTime(X509Certificate certificate, Instant now) {
        try {
            certificate.checkValidity(Date.from(now));
        } catch (CertificateExpiredException e) {
            throw refused("expired", "A certificate has expired.");
        } catch (CertificateNotYetValidException e) {
            throw refused("not_yet_valid", "A certificate is not valid yet.");
        }
    }
}
