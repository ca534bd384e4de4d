package dev.sallyport.service.jwt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;

/// Reads elliptic-curve keys from PEM files: private ones as PKCS#8 from a file that only its owner can read, public
/// ones as SubjectPublicKeyInfo.
public final class PemKeys {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private PemKeys() {}

    /// The private key in `file`. Refuses a file that others may read.
    public static PrivateKey privateKey(Path file) {
        try {
            requireOwnerOnly(file);
            var der = der(file, "PRIVATE KEY");
            try {
                return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
            } finally {
                Arrays.fill(der, (byte) 0);
            }
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException("no usable private key in " + file, e);
        }
    }

    /// The public key in `file`.
    public static PublicKey publicKey(Path file) {
        try {
            return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der(file, "PUBLIC KEY")));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException("no usable public key in " + file, e);
        }
    }

    /// Refuses a file that anybody but its owner may use, where the file system knows owners.
    public static void requireOwnerOnly(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")
                && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
            throw new IOException("the file may be used by others than its owner (wanted: mode 0600)");
        }
    }

    private static byte[] der(Path file, String label) throws IOException {
        var text = Files.readString(file).strip();
        var head = "-----BEGIN " + label + "-----";
        var foot = "-----END " + label + "-----";
        if (!text.startsWith(head) || !text.endsWith(foot)) {
            throw new IOException("not a PEM file with one " + label);
        }
        return Base64.getMimeDecoder().decode(text.substring(head.length(), text.length() - foot.length()));
    }
}
