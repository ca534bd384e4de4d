package dev.sallyport.localkms.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// Where the key comes from that seals every file of the store.
public sealed interface StoreKey {

    /// 32 bytes for the store with this salt; the caller wipes them.
    ///
    /// @param mayCreate whether the store is new, so that a key file may be made
    byte[] derive(byte[] salt, boolean mayCreate) throws IOException;

    /// A file with 32 random bytes in base64, readable by its owner alone. It is made for a new store, and never for
    /// one that already holds keys.
    record File(Path path) implements StoreKey {

        private static final int LENGTH = 32;

        @Override
        public byte[] derive(byte[] salt, boolean mayCreate) throws IOException {
            if (Files.notExists(path)) {
                if (!mayCreate) {
                    throw new IOException("the key file " + path + " is missing; the stored keys need it");
                }
                var fresh = new byte[LENGTH];
                new SecureRandom().nextBytes(fresh);
                DurableFile.write(
                        path, (Base64.getEncoder().encodeToString(fresh) + "\n").getBytes(StandardCharsets.US_ASCII));
                return fresh;
            }
            DurableFile.requireOwnersOnly(path);
            return decode();
        }

        private byte[] decode() throws IOException {
            try {
                var key = Base64.getDecoder().decode(Files.readString(path).strip());
                if (key.length == LENGTH) {
                    return key;
                }
            } catch (IllegalArgumentException _) {
                // told below, without the content
            }
            throw new IOException(path + " must hold 32 bytes in base64");
        }
    }

    /// A file with a passphrase in its first line, stretched by PBKDF2-HMAC-SHA-512.
    ///
    /// Source: RFC 8018 section 5.2; OWASP asks for at least 210,000 rounds.
    record Passphrase(Path path) implements StoreKey {

        static final int ROUNDS = 600_000;
        private static final int MIN_LENGTH = 16;

        @Override
        public byte[] derive(byte[] salt, boolean mayCreate) throws IOException {
            DurableFile.requireOwnersOnly(path);
            var content = Files.readAllBytes(path);
            CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(content));
            Arrays.fill(content, (byte) 0);
            var line = new char[lineLength(text)];
            text.get(line);
            Arrays.fill(text.array(), '\0');
            if (line.length < MIN_LENGTH) {
                throw new IOException(path + " must hold a passphrase of at least " + MIN_LENGTH + " characters");
            }
            var spec = new PBEKeySpec(line, salt, ROUNDS, 256);
            Arrays.fill(line, '\0');
            try {
                return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                        .generateSecret(spec)
                        .getEncoded();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA512", e);
            } finally {
                spec.clearPassword();
            }
        }

        private static int lineLength(CharBuffer text) {
            int length = 0;
            while (length < text.length() && text.charAt(length) != '\n' && text.charAt(length) != '\r') {
                length++;
            }
            return length;
        }
    }
}
