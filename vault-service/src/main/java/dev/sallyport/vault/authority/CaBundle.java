package dev.sallyport.vault.authority;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.stream.Collectors.joining;

import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.codec.StrictBase64;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// 1 to 16 certificates of CAs in PEM, read strictly: nothing stands between the blocks, and each is a certificate that
/// [CaRules] accepts.
/// Source: RFC 7468 sections 2 and 5.
///
/// @param pem written anew from the certificates, at most 48 KiB, so that it fits into a DSN
record CaBundle(String pem, List<X509Certificate> certificates) {
    static final int MAX_CHARACTERS = 48 * 1024;

    private static final int MAX_CERTIFICATES = 16;
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final Pattern BEGIN = Pattern.compile("\\s*-----BEGIN ([A-Z0-9 ]{1,40})-----[ \t]*\\R");
    private static final Pattern END = Pattern.compile("-----END CERTIFICATE-----\\s*");
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    static CaBundle read(String text, Instant now) {
        if (text.length() > MAX_CHARACTERS) {
            throw refused("too_large", "The PEM is longer than 48 KiB.");
        }
        var certificates = new ArrayList<X509Certificate>();
        for (int at = 0; at < text.length(); ) {
            int begin = begin(text, at);
            int end = text.indexOf("-----", begin);
            var close = END.matcher(text).region(Math.max(end, 0), text.length());
            if (end < 0 || !close.lookingAt()) {
                throw syntax();
            }
            certificates.add(certificate(text.substring(begin, end)));
            at = close.end();
        }
        if (certificates.isEmpty() || certificates.size() > MAX_CERTIFICATES) {
            throw refused("number", "There must be 1 to 16 certificates.");
        }
        if (certificates.stream().distinct().count() < certificates.size()) {
            throw refused("twice", "A certificate is there twice.");
        }
        certificates.forEach(certificate -> CaRules.require(certificate, now));
        return new CaBundle(written(certificates), List.copyOf(certificates));
    }

    byte[] pemBytes() {
        return pem.getBytes(US_ASCII);
    }

    /// Of the PEM.
    String sha256() {
        return HexFormat.of().formatHex(Hashes.sha256(pemBytes()));
    }

    /// When the first of them ends.
    Instant expiresAt() {
        return certificates.stream()
                .map(each -> each.getNotAfter().toInstant())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    static ProblemException refused(String rule, String detail) {
        return new ProblemException(ProblemCode.INVALID_CERTIFICATE_AUTHORITY, detail, "authority refused: " + rule)
                .with("rule", rule);
    }

    private static int begin(String text, int at) {
        Matcher begin = BEGIN.matcher(text).region(at, text.length());
        if (!begin.lookingAt()) {
            throw syntax();
        }
        if (!begin.group(1).equals(CERTIFICATE)) {
            throw refused("other_block", "The PEM holds something other than CERTIFICATE blocks.");
        }
        return begin.end();
    }

    private static X509Certificate certificate(String base64) {
        try {
            var der = StrictBase64.decode(
                    base64.lines().map(String::stripTrailing).collect(joining()));
            var certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            if (Arrays.equals(der, certificate.getEncoded())) {
                return certificate;
            }
        } catch (MalformedException | CertificateException e) {
            // said below
        }
        throw refused("malformed", "A block is not one certificate in DER.");
    }

    private static String written(List<X509Certificate> certificates) {
        var text = new StringBuilder();
        for (X509Certificate each : certificates) {
            text.append("-----BEGIN CERTIFICATE-----\n")
                    .append(LINES.encodeToString(encoded(each)))
                    .append("\n-----END CERTIFICATE-----\n");
        }
        return text.toString();
    }

    static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }

    private static ProblemException syntax() {
        return refused("syntax", "The text is not a sequence of PEM blocks and nothing else.");
    }
}
