package dev.sallyport.crypto.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
    static Stream<Arguments> types() {
        return Stream.of(
                type("ten_", TenantId::of, TenantId.next()),
                type("cred_", CredentialId::of, CredentialId.next()),
                type("int_", IntegrationId::of, IntegrationId.next()),
                type("key_", ApiKeyId::of, ApiKeyId.next()),
                type("aud_", AuditEventId::of, AuditEventId.next()),
                type("apr_", ApprovalId::of, ApprovalId.next()),
                type("pol_", PolicyId::of, PolicyId.next()),
                type("tok_", TokenId::of, TokenId.next()),
                type("kk_", KemKeyId::of, KemKeyId.next()),
                type("sk_", SigningKeyId::of, SigningKeyId.next()),
                type("hk_", HmacKeyId::of, HmacKeyId.next()));
    }

    private static Arguments type(String prefix, Function<String, ? extends Id> of, Id next) {
        return Arguments.of(prefix, of, next);
    }

    @ParameterizedTest
    @MethodSource("types")
    void every_type_wants_its_prefix(String prefix, Function<String, Id> of, Id next) {
        assertThat(next.value()).startsWith(prefix).hasSize(prefix.length() + 26);
        assertThat(next).hasToString(next.value());
        assertThat(of.apply(prefix + "aZ09_.:-").value()).isEqualTo(prefix + "aZ09_.:-");
        assertThat(of.apply(prefix + "x".repeat(128 - prefix.length())).value()).hasSize(128);
        for (String bad : List.of(prefix, "x" + prefix + "a", prefix + "a b", prefix + "\u00e4", prefix + "a\n")) {
            assertThatThrownBy(() -> of.apply(bad)).isInstanceOf(InvalidIdException.class);
        }
        assertThatThrownBy(() -> of.apply(prefix + "x".repeat(129 - prefix.length())))
                .isInstanceOf(InvalidIdException.class)
                .hasMessageNotContaining("xx");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cred_1", "hk_1"})
    void a_sealed_record_belongs_to_a_credential_or_an_hmac_key(String text) {
        assertThat(SealedId.of(text).value()).isEqualTo(text);
    }

    @Test
    void a_sealed_record_belongs_to_nothing_else() {
        assertThatThrownBy(() -> SealedId.of("ten_1")).isInstanceOf(InvalidIdException.class);
    }

    @Test
    void new_ids_rise_and_do_not_repeat() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            made.add(AuditEventId.next().value());
        }
        assertThat(made).isSorted();
        assertThat(new HashSet<>(made)).hasSize(made.size());
    }

    @Test
    void ulids_rise_while_the_clock_stands_or_falls_back() {
        Ulid ulid = new Ulid();
        String first = ulid.next(1_700_000_000_000L);
        String second = ulid.next(1_700_000_000_000L);
        String third = ulid.next(1_600_000_000_000L);
        String fourth = ulid.next(1_700_000_000_001L);
        assertThat(List.of(first, second, third, fourth)).isSorted().doesNotHaveDuplicates();
        assertThat(first).startsWith("01HF7YAT00");
    }
}
