package dev.sallyport.service.dsn;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sallyport.crypto.id.CertificateAuthorityId;
import dev.sallyport.crypto.id.InvalidIdException;
import dev.sallyport.crypto.secret.Secret;
import java.util.Arrays;
import java.util.Optional;

/// The uploaded CA that a DSN names in `sslrootcert`, as long as it is not sealed: `sslrootcert=ca_…`. Works over
/// bytes, since a password stands before it. Only the plain spelling is one; every other, like whatever else is wrong
/// with a DSN, is left to [DsnParts], which knows no ids and refuses each that was not replaced.
public final class NamedAuthority {
    private static final byte[] KEY = "sslrootcert=".getBytes(US_ASCII);
    private static final byte[] PREFIX = "sslrootcert=ca_".getBytes(US_ASCII);
    private static final String UNESCAPED = "+/=";

    private final CertificateAuthorityId id;
    private final int from;
    private final int to;

    private NamedAuthority(CertificateAuthorityId id, int from, int to) {
        this.id = id;
        this.from = from;
        this.to = to;
    }

    /// The first that `dsn` names; `dsn` stays the caller's.
    public static Optional<NamedAuthority> in(byte[] dsn) {
        for (int start = next(dsn, '?', 0) + 1; start > 0 && start < dsn.length; ) {
            int end = next(dsn, '&', start);
            end = end < 0 ? dsn.length : end;
            if (end - start > PREFIX.length
                    && Arrays.equals(dsn, start, start + PREFIX.length, PREFIX, 0, PREFIX.length)) {
                return at(dsn, start + KEY.length, end);
            }
            start = end + 1;
        }
        return Optional.empty();
    }

    public CertificateAuthorityId id() {
        return id;
    }

    /// The same DSN with certificates in the place of the id. The caller closes it.
    public Secret replaced(byte[] dsn, String pem) {
        var certificates = encoded(pem);
        var whole = Arrays.copyOf(dsn, from + certificates.length + dsn.length - to);
        System.arraycopy(certificates, 0, whole, from, certificates.length);
        System.arraycopy(dsn, to, whole, from + certificates.length, dsn.length - to);
        return Secret.take(whole);
    }

    private static Optional<NamedAuthority> at(byte[] dsn, int from, int to) {
        try {
            var text = new String(dsn, from, to - from, US_ASCII);
            return Optional.of(new NamedAuthority(CertificateAuthorityId.of(text), from, to));
        } catch (InvalidIdException e) {
            return Optional.empty();
        }
    }

    private static byte[] encoded(String pem) {
        var text = new StringBuilder(pem.length() + 256);
        for (int i = 0; i < pem.length(); i++) {
            char c = pem.charAt(i);
            if (Character.isLetterOrDigit(c) || c == '-' || UNESCAPED.indexOf(c) >= 0) {
                text.append(c);
            } else {
                text.append('%').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            }
        }
        return text.toString().getBytes(US_ASCII);
    }

    private static int next(byte[] text, char c, int from) {
        for (int i = from; i < text.length; i++) {
            if (text[i] == c) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        return id.toString();
    }
}
