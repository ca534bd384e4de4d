package dev.sallyport.quickstart.tls;

import dev.sallyport.quickstart.files.OwnerOnly;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Makes an authority of its own for each purpose, signs server certificates for `localhost` with it, and forgets
/// the authority's private key at once: nothing else is ever signed by it. Keys are P-256; files are PEM.
public final class DevelopmentCa {

    private static final Duration VALID = Duration.ofDays(3650);

    private DevelopmentCa() {}

    /// Makes `NAME-ca.pem`, `NAME.pem` (certificate) and `NAME.key` (PKCS#8, 0600) for each name, all under one
    /// authority `AUTHORITY-ca.pem`, unless they are there.
    public static Path ensure(Path folder, String authority, String... names) throws Exception {
        Path caFile = folder.resolve(authority + "-ca.pem");
        if (Files.exists(caFile)) {
            return caFile;
        }
        KeyPair ca = newKeyPair();
        var caName = new X500Name("CN=Sallyport development CA (" + authority + ")");
        X509Certificate root = certificate(caName, ca.getPrivate(), caName, ca.getPublic(), true);
        for (String name : names) {
            KeyPair server = newKeyPair();
            var subject = new X500Name("CN=localhost");
            X509Certificate issued = certificate(caName, ca.getPrivate(), subject, server.getPublic(), false);
            OwnerOnly.write(
                    folder.resolve(name + ".key"),
                    pem("PRIVATE KEY", server.getPrivate().getEncoded()));
            OwnerOnly.write(folder.resolve(name + ".pem"), pem("CERTIFICATE", issued.getEncoded()));
        }
        return OwnerOnly.write(caFile, pem("CERTIFICATE", root.getEncoded()));
    }

    /// A new P-256 key pair.
    public static KeyPair newKeyPair() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    public static String pem(String label, byte[] der) {
        var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    private static X509Certificate certificate(
            X500Name issuer, PrivateKey issuerKey, X500Name subject, PublicKey key, boolean authority)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        Instant from = Instant.now().minus(Duration.ofHours(1));
        var builder = new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(127, new SecureRandom()).setBit(126),
                Date.from(from),
                Date.from(from.plus(VALID)),
                subject,
                key);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        builder.addExtension(
                Extension.keyUsage,
                true,
                new KeyUsage(authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature));
        if (!authority) {
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                new GeneralName(GeneralName.dNSName, "localhost"),
                new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                new GeneralName(GeneralName.iPAddress, "::1")
            }));
        }
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey);
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }
}
