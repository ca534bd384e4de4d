package dev.sallyport.proxy.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.crypto.aead.AesGcm;
import dev.sallyport.crypto.codec.TranscriptWriter;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.id.TokenId;
import java.security.SecureRandom;
import java.util.Arrays;

/// A token with its encrypted value, not yet stored. The token's text is 128 random bits.
record NewToken(TokenId id, String dataType, String keyId, byte[] nonce, byte[] ciphertext) {

    private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final int CHARACTERS = 26;
    private static final SecureRandom RANDOM = new SecureRandom();

    static NewToken of(TenantId tenant, String dataType, TokenKeys.TokenKey key, String value) {
        TokenId id = TokenId.of(text());
        byte[] nonce = new byte[AesGcm.NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] clear = value.getBytes(UTF_8);
        try {
            byte[] ciphertext = key.secret()
                    .reveal(secret -> AesGcm.seal(secret, nonce, clear, bound(tenant, id, dataType, key.id())));
            return new NewToken(id, dataType, key.id(), nonce, ciphertext);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    /// What the ciphertext belongs to: a row copied to another tenant, token or kind of data does not open.
    static byte[] bound(TenantId tenant, TokenId id, String dataType, String keyId) {
        return new TranscriptWriter(256)
                .lp("hce1/token")
                .lp(tenant)
                .lp(id)
                .lp(dataType)
                .lp(keyId)
                .toByteArray();
    }

    private static String text() {
        StringBuilder text = new StringBuilder("tok_");
        for (int i = 0; i < CHARACTERS; i++) {
            text.append(ALPHABET[RANDOM.nextInt(ALPHABET.length)]);
        }
        return text.toString();
    }
}
