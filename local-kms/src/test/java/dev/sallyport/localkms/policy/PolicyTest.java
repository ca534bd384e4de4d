package dev.sallyport.localkms.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.localkms.error.KmsError;
import dev.sallyport.localkms.error.KmsException;
import dev.sallyport.localkms.policy.Policy.Says;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {

    private static final String ME = "arn:aws:iam::000000000000:user/me";
    private static final String KEY = "arn:aws:kms:eu-central-1:000000000000:key/k";

    /// Effect of the first statement, whom it names, effect of a second one for everyone, and what the policy says.
    @ParameterizedTest
    @CsvSource({
        "Allow, arn:aws:iam::000000000000:user/me,    ,      ALLOW",
        "Allow, arn:aws:iam::000000000000:user/other, ,      NOTHING",
        "Allow, arn:aws:iam::000000000000:root,       ,      ALLOW_BY_ACCOUNT",
        "Allow, 000000000000,                         ,      ALLOW_BY_ACCOUNT",
        "Allow, arn:aws:iam::111111111111:root,       ,      NOTHING",
        "Allow, *,                                    ,      ALLOW",
        "Allow, *,                                    Deny,  DENY",
        "Allow, arn:aws:iam::000000000000:user/me,    Deny,  DENY",
        "Deny,  arn:aws:iam::000000000000:root,       Allow, DENY",
        "Deny,  arn:aws:iam::000000000000:user/other, Allow, ALLOW",
        "Allow, arn:aws:iam::000000000000:root,       Allow, ALLOW",
        "Deny,  *,                                    Allow, DENY"
    })
    void a_deny_wins_and_the_closest_allow_counts(String first, String who, String second, Says says) {
        var statements = statement(first, who, "kms:Decrypt", "*", "")
                + (second == null ? "" : "," + statement(second, "*", "kms:*", "*", ""));

        assertThat(Policy.ofKey("{\"Statement\":[" + statements + "]}").on(request(Map.of())))
                .isEqualTo(says);
    }

    @ParameterizedTest
    @CsvSource({
        "kms:Decrypt, true",
        "kms:*, true",
        "*, true",
        "KMS:decrypt, true",
        "kms:D*, true",
        "kms:?ecrypt, true",
        "kms:Encrypt, false",
        "kms:Decryp, false",
        "kms:Decrypt?, false",
        "s3:*, false"
    })
    void actions_match_with_wildcards_and_without_case(String action, boolean allowed) {
        var policy = Policy.ofPrincipal("{\"Statement\":" + statement("Allow", "", action, "*", "") + "}");

        assertThat(allows(policy, Map.of())).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "*, true",
        "arn:aws:kms:eu-central-1:000000000000:key/*, true",
        "arn:aws:kms:*:*:key/k, true",
        "arn:aws:kms:eu-central-1:000000000000:key/K, false",
        "arn:aws:kms:us-east-1:*, false"
    })
    void resources_match_with_wildcards_and_with_case(String resource, boolean allowed) {
        var policy = Policy.ofPrincipal("{\"Statement\":" + statement("Allow", "", "kms:*", resource, "") + "}");

        assertThat(allows(policy, Map.of())).isEqualTo(allowed);
    }

    /// Every operator against the wanted value, another value, and no value.
    @ParameterizedTest
    @CsvSource({
        "StringEquals,                    seal,  true,  false, false",
        "StringEqualsIfExists,            seal,  true,  false, true",
        "StringNotEquals,                 seal,  false, true,  true",
        "StringEqualsIgnoreCase,          SEAL,  true,  false, false",
        "StringNotEqualsIgnoreCase,       SEAL,  false, true,  true",
        "StringLike,                      se*l,  true,  false, false",
        "StringLikeIfExists,              se*l,  true,  false, true",
        "StringNotLike,                   se*l,  false, true,  true",
        "ForAllValues:StringEquals,       seal,  true,  false, true",
        "ForAnyValue:StringEquals,        seal,  true,  false, false",
        "ForAllValues:StringNotEquals,    seal,  false, true,  true",
        "ForAnyValue:StringLike,          s???,  true,  false, false",
        "ArnLike,                         s*,    true,  false, false",
        "Null,                            true,  false, false, true",
        "Null,                            false, true,  true,  false"
    })
    void conditions_hold_as_their_operator_says(
            String operator, String wanted, boolean same, boolean other, boolean absent) {
        var condition = "{\"" + operator + "\":{\"kms:EncryptionContext:purpose\":\"" + wanted + "\"}}";
        var policy = Policy.ofPrincipal("{\"Statement\":" + statement("Allow", "", "kms:*", "*", condition) + "}");

        assertThat(allows(policy, Map.of("purpose", "seal"))).isEqualTo(same);
        assertThat(allows(policy, Map.of("purpose", "xyz"))).isEqualTo(other);
        assertThat(allows(policy, Map.of())).isEqualTo(absent);
    }

    @Test
    void all_lines_of_a_condition_must_hold_and_names_of_the_context_can_be_bounded() {
        var condition = """
                {"StringEquals": {"kms:EncryptionContext:app": "x", "kms:EncryptionContext:purpose": ["a", "b"]},
                 "ForAllValues:StringEquals": {"kms:EncryptionContextKeys": ["app", "purpose"]}}""";
        var policy = Policy.ofPrincipal("{\"Statement\":" + statement("Allow", "", "kms:*", "*", condition) + "}");

        assertThat(allows(policy, Map.of("app", "x", "purpose", "a"))).isTrue();
        assertThat(allows(policy, Map.of("app", "x", "purpose", "b"))).isTrue();
        assertThat(allows(policy, Map.of("app", "x", "purpose", "c"))).isFalse();
        assertThat(allows(policy, Map.of("app", "y", "purpose", "a"))).isFalse();
        assertThat(allows(policy, Map.of("purpose", "a"))).isFalse();
        assertThat(allows(policy, Map.of("app", "x", "purpose", "a", "more", "z")))
                .isFalse();
    }

    /// Each line is a statement's members; the whole is refused, never read in part.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'Effect':'Allow','Effect':'Deny','Principal':'*','Action':'*','Resource':'*'",
                "'Effect':'allow','Principal':'*','Action':'*','Resource':'*'",
                "'Effect':'Allow','Action':'*','Resource':'*'",
                "'Effect':'Allow','NotPrincipal':'*','Action':'*','Resource':'*'",
                "'Effect':'Allow','Principal':{'Service':'s3'},'Action':'*','Resource':'*'",
                "'Effect':'Allow','Principal':'*','Action':[],'Resource':'*'",
                "'Effect':'Allow','Principal':'*','Action':'*','NotAction':'*','Resource':'*'",
                "'Effect':'Allow','Principal':'*','Action':'*'",
                "'Effect':'Allow','Principal':'*','Action':'*','NotResource':'*'",
                "'Effect':'Deny','Principal':'*','Action':'*','Resource':'*','Condition':{'StringMatches':{'a':'b'}}",
                "'Effect':'Deny','Principal':'*','Action':'*','Resource':'*','Condition':{'ForNo:StringEquals':{'a':'b'}}",
                "'Effect':'Deny','Principal':'*','Action':'*','Resource':'*','Condition':[]",
                "'Effect':'Deny','Principal':'*','Action':'*','Resource':'*','Condition':{'StringEquals':{'a':'${b}'}}"
            })
    void a_statement_that_is_not_understood_is_malformed(String members) {
        assertMalformed("{\"Statement\":{" + members.replace('\'', '"') + "}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"Statement\":[]}", "{\"Statement\":[1]}", "{\"Rule\":[]}"})
    void a_document_that_is_no_policy_is_malformed(String document) {
        assertMalformed(document);
    }

    @Test
    void a_pattern_of_many_stars_takes_little_time() {
        var pattern = "*a".repeat(2000);
        var text = "a".repeat(1999) + "b".repeat(2000);
        long before = System.nanoTime();

        assertThat(Glob.matches(pattern, text)).isFalse();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    }

    private static void assertMalformed(String document) {
        assertThatThrownBy(() -> Policy.ofKey(document))
                .isInstanceOfSatisfying(
                        KmsException.class, e -> assertThat(e.error()).isEqualTo(KmsError.MALFORMED_POLICY));
    }

    private static boolean allows(Policy policy, Map<String, String> context) {
        return policy.on(request(context)) == Says.ALLOW;
    }

    private static AccessRequest request(Map<String, String> context) {
        var facts = new HashMap<String, List<String>>();
        context.forEach((name, value) -> facts.put("kms:EncryptionContext:" + name, List.of(value)));
        facts.put("kms:EncryptionContextKeys", List.copyOf(context.keySet()));
        return new AccessRequest(ME, "000000000000", "kms:Decrypt", KEY, facts);
    }

    private static String statement(String effect, String who, String action, String resource, String condition) {
        return "{\"Effect\":\"" + effect + "\","
                + (who.isEmpty() ? "" : "\"Principal\":{\"AWS\":\"" + who + "\"},")
                + "\"Action\":\"" + action + "\",\"Resource\":\"" + resource + "\""
                + (condition.isEmpty() ? "" : ",\"Condition\":" + condition) + "}";
    }
}
