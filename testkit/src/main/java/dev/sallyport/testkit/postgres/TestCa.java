package dev.sallyport.testkit.postgres;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate authority that lives for one test run: an EC P-256 key that signs server certificates as a test asks
/// for them.
///
/// Thread safe. Source: RFC 5280.
public final class TestCa {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final X500Principal SUBJECT = new X500Principal("CN=Sallyport test CA");

    /// Of the arc for examples; source: RFC 5612.
    private static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("1.3.6.1.4.1.32473.1");

    private final KeyPair keys;
    private final X509Certificate certificate;

    private TestCa(KeyPair keys, X509Certificate certificate) {
        this.keys = keys;
        this.certificate = certificate;
    }

    /// A server's certificate and its key, both PEM; the key as PKCS#8, which is what PostgreSQL reads.
    public record Issued(String certificatePem, String privateKeyPem) {}

    /// Makes a new authority, valid from yesterday for a year.
    public static TestCa create() {
        return create(Duration.ofDays(365));
    }

    /// Makes a new authority that ends after the given time from now; a negative duration gives one that has expired.
    public static TestCa create(Duration validFor) {
        Instant end = Instant.now().plus(validFor);
        return create(end.minus(validFor.abs()).minus(Duration.ofDays(1)), end, _ -> {});
    }

    /// Makes a new authority that is not valid before tomorrow.
    public static TestCa ofTomorrow() {
        Instant begin = Instant.now().plus(Duration.ofDays(1));
        return create(begin, begin.plus(Duration.ofDays(365)), _ -> {});
    }

    /// Makes a new authority with a critical extension that nobody understands.
    public static TestCa withUnknownExtension() {
        Instant now = Instant.now();
        return create(
                now.minus(Duration.ofDays(1)),
                now.plus(Duration.ofDays(365)),
                builder -> builder.addExtension(UNKNOWN, true, DERNull.INSTANCE));
    }

    private interface More {
        void add(JcaX509v3CertificateBuilder builder) throws CertIOException;
    }

    private static TestCa create(Instant begin, Instant end, More more) {
        try {
            KeyPair keys = newKeyPair();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    SUBJECT, serial(), Date.from(begin), Date.from(end), SUBJECT, keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            more.add(builder);
            return new TestCa(keys, sign(builder, keys));
        } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make a test CA", e);
        }
    }

    /// The authority's own certificate, PEM: what a client trusts.
    public String certificatePem() {
        return pem(certificate);
    }

    /// The authority's own certificate.
    public X509Certificate certificate() {
        return certificate;
    }

    /// Issues a certificate for a server with these DNS names and IP addresses, valid for the given time from now;
    /// a negative duration gives one that has expired.
    public Issued issue(List<String> dnsNames, List<String> addresses, Duration validFor) {
        try {
            KeyPair server = newKeyPair();
            Instant end = Instant.now().plus(validFor);
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    SUBJECT,
                    serial(),
                    Date.from(end.minus(Duration.ofDays(30)).minus(validFor.abs())),
                    Date.from(end),
                    new X500Principal("CN=Sallyport test server"),
                    server.getPublic());
            GeneralName[] names = new GeneralName[dnsNames.size() + addresses.size()];
            for (int i = 0; i < dnsNames.size(); i++) {
                names[i] = new GeneralName(GeneralName.dNSName, dnsNames.get(i));
            }
            for (int i = 0; i < addresses.size(); i++) {
                names[dnsNames.size() + i] = new GeneralName(GeneralName.iPAddress, addresses.get(i));
            }
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            return new Issued(pem(sign(builder, keys)), pem(new JcaPKCS8Generator(server.getPrivate(), null)));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("cannot issue a test certificate", e);
        }
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, KeyPair issuer)
            throws OperatorCreationException, GeneralSecurityException {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate())));
    }

    private static KeyPair newKeyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static BigInteger serial() {
        return new BigInteger(127, RANDOM).setBit(126);
    }

    private static String pem(Object object) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        } catch (IOException e) {
            throw new IllegalStateException("cannot write PEM", e);
        }
        return text.toString();
    }
}
