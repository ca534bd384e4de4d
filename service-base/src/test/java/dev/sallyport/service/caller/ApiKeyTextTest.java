package dev.sallyport.service.caller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class ApiKeyTextTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @Test
    void an_issued_key_has_the_form_of_the_contract_and_parses_to_its_own_hash() {
        var id = ApiKeyText.newId(RANDOM);
        try (var key = ApiKeyText.issue(id, true, RANDOM)) {
            var text = text(key);

            assertThat(text).matches("sp_live_[0-9A-Z]{20}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}");
            var parsed = ApiKeyText.parse(text).orElseThrow();
            assertThat(parsed.keyId()).isEqualTo(id);
            assertThat(parsed.live()).isTrue();
            assertThat(parsed.secretSha256())
                    .isEqualTo(ApiKeyText.secretHash(key))
                    .hasSize(32);
        }
    }

    @Test
    void a_changed_character_is_seen_without_asking_anyone() {
        try (var key = ApiKeyText.issue(ApiKeyText.newId(RANDOM), false, RANDOM)) {
            var text = text(key);
            for (int i = 0; i < text.length(); i++) {
                var changed = new StringBuilder(text);
                changed.setCharAt(i, text.charAt(i) == 'A' ? 'B' : 'A');
                assertThat(ApiKeyText.parse(changed.toString()))
                        .as("position %d", i)
                        .isEmpty();
            }
        }
    }

    @Test
    void other_texts_are_no_keys() {
        assertThat(ApiKeyText.parse("")).isEmpty();
        assertThat(ApiKeyText.parse("sp_live_")).isEmpty();
        assertThat(ApiKeyText.parse("x".repeat(79))).isEmpty();
        assertThat(ApiKeyText.parse("sp_live_" + "\u00e4".repeat(71))).isEmpty();
    }

    @Test
    void two_secrets_of_one_id_differ() {
        var id = ApiKeyText.newId(RANDOM);
        try (var one = ApiKeyText.issue(id, true, RANDOM);
                var two = ApiKeyText.issue(id, true, RANDOM)) {
            assertThat(ApiKeyText.secretHash(one)).isNotEqualTo(ApiKeyText.secretHash(two));
        }
    }

    private static String text(Secret key) {
        return key.reveal(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    }
}
