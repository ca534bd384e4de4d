package dev.sallyport.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.id.ApiKeyId;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.service.caller.ApiKeyText;
import dev.sallyport.vault.stack.Vault;
import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/// What a refused key costs must not tell whether its id exists: every way to the same answer takes as many turns to
/// the database.
@QuarkusTest
@WithTestResource(VaultStack.class)
class KeyLookupTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String ROUTE = "/api/v2/vault/credentials";

    @Test
    void unknown_wrong_revoked_and_deleted_keys_take_as_many_statements() {
        // Given
        var admin = Vault.inNewTenant();
        var live = admin.issueKey(_ -> {}, "vault:read").data();
        var revoked = admin.issueKey(_ -> {}, "vault:read").data();
        var deleted = admin.issueKey(_ -> {}, "vault:read").data();
        var unknown = text(ApiKeyText.issue(ApiKeyText.newId(RANDOM), true, RANDOM));
        var wrong = text(ApiKeyText.issue(ApiKeyId.of(live.path("key_id").asText()), true, RANDOM));
        admin.post(
                        "/api/v2/security/emergency-lockdown",
                        "{\"api_key_id\":\"" + revoked.path("key_id").asText() + "\"}")
                .expect(200);
        admin.delete("/api/v2/security/api-keys/" + deleted.path("key_id").asText())
                .expect(200);

        // When
        int ofUnknown = statements(unknown);

        // Then
        assertThat(ofUnknown).isPositive();
        assertThat(statements(wrong)).isEqualTo(ofUnknown);
        assertThat(statements(revoked.path("api_key").asText())).isEqualTo(ofUnknown);
        assertThat(statements(deleted.path("api_key").asText())).isEqualTo(ofUnknown);
    }

    /// SQL statements of the call with this key, which is refused.
    private static int statements(String apiKey) {
        var logger = Logger.getLogger("org.hibernate.SQL");
        var level = logger.getLevel();
        var count = new AtomicInteger();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                count.incrementAndGet();
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        handler.setLevel(Level.ALL);
        logger.addHandler(handler);
        logger.setLevel(Level.ALL);
        try {
            Vault.key(apiKey).get(ROUTE).expect(401, "unauthenticated");
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(level);
        }
        return count.get();
    }

    private static String text(Secret secret) {
        return secret.reveal(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    }
}
