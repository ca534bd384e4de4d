package dev.sallyport.localkms.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.localkms.contract.TestServer;
import dev.sallyport.localkms.error.KmsError;
import dev.sallyport.localkms.error.KmsException;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/// Requests that the AWS SDK's own signer signed, and what becomes of them when anything is changed.
class SignatureVerifierTest {

    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private static final byte[] BODY = "{\"KeyId\":\"alias/a\"}".getBytes(StandardCharsets.UTF_8);

    private final SignatureVerifier verifier = at(0);

    @Test
    void a_request_of_the_sdk_is_its_principal() {
        assertThat(verifier.verify(signed()).arn()).isEqualTo(TestServer.ROOT_ARN);
    }

    @Test
    void header_names_count_in_any_case_and_values_without_their_outer_space() {
        var request = signed();
        var headers = new HashMap<>(request.headers());
        headers.remove("x-amz-target");
        headers.put("X-Amz-TARGET", List.of("  " + request.all("x-amz-target").getFirst() + " "));

        assertThat(verifier.verify(with(request, headers)).arn()).isEqualTo(TestServer.ROOT_ARN);
    }

    @Test
    void any_flipped_bit_of_the_body_is_refused() {
        var headers = signed().headers();
        for (int bit = 0; bit < BODY.length * 8; bit++) {
            var body = BODY.clone();
            body[bit / 8] ^= (byte) (1 << (bit % 8));
            assertRefused(KmsError.INVALID_SIGNATURE, new SignedRequest("POST", "/", "", headers, body));
        }
    }

    @Test
    void another_method_path_or_query_is_refused() {
        var headers = signed().headers();

        assertRefused(KmsError.INVALID_SIGNATURE, new SignedRequest("PUT", "/", "", headers, BODY));
        assertRefused(KmsError.INVALID_SIGNATURE, new SignedRequest("POST", "/a", "", headers, BODY));
        assertRefused(KmsError.INVALID_SIGNATURE, new SignedRequest("POST", "/", "a=b", headers, BODY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"host", "x-amz-target", "content-type"})
    void an_edited_header_is_refused(String name) {
        var request = signed();
        assertThat(request.headers()).containsKey(name);

        assertRefused(KmsError.INVALID_SIGNATURE, with(request, name, "something else"));
    }

    @Test
    void a_header_of_aws_that_is_not_signed_is_refused() {
        assertRefused(KmsError.INCOMPLETE_SIGNATURE, with(signed(), "x-amz-extra", "1"));
    }

    @Test
    void a_second_authorization_or_none_is_refused() {
        var request = signed();
        var authorization = request.all("authorization").getFirst();
        var two = new HashMap<>(request.headers());
        two.put("authorization", List.of(authorization, authorization));
        var none = new HashMap<>(request.headers());
        none.remove("authorization");

        assertRefused(KmsError.MISSING_TOKEN, with(request, two));
        assertRefused(KmsError.MISSING_TOKEN, with(request, none));
    }

    @ParameterizedTest
    @ValueSource(longs = {-300, 300})
    void five_minutes_are_allowed(long seconds) {
        assertThat(at(seconds).verify(signed()).arn()).isEqualTo(TestServer.ROOT_ARN);
    }

    @ParameterizedTest
    @ValueSource(longs = {-86_400, -301, 301, 86_400})
    void not_a_second_more(long seconds) {
        assertRefused(at(seconds), KmsError.INVALID_SIGNATURE, signed());
    }

    @Test
    void another_region_or_service_is_refused_although_the_signature_holds() {
        assertRefused(KmsError.INVALID_SIGNATURE, signed("us-east-1", "kms", TestServer.ROOT_ID, TestServer.ROOT_KEY));
        assertRefused(
                KmsError.INVALID_SIGNATURE, signed(TestServer.REGION, "s3", TestServer.ROOT_ID, TestServer.ROOT_KEY));
    }

    @Test
    void an_unknown_key_is_unrecognized_and_a_wrong_one_invalid() {
        assertRefused(KmsError.UNKNOWN_CLIENT, signed(TestServer.REGION, "kms", "AKIANOBODY", TestServer.ROOT_KEY));
        assertRefused(
                KmsError.INVALID_SIGNATURE, signed(TestServer.REGION, "kms", TestServer.ROOT_ID, TestServer.GUEST_KEY));
    }

    @Test
    void a_session_token_is_unrecognized() {
        var headers = new HashMap<>(signed().headers());
        headers.put("x-amz-security-token", List.of("x"));
        headers.computeIfPresent(
                "authorization",
                (_, values) ->
                        List.of(values.getFirst().replace(";x-amz-target", ";x-amz-security-token;x-amz-target")));

        assertRefused(KmsError.UNKNOWN_CLIENT, new SignedRequest("POST", "/", "", headers, BODY));
    }

    /// 20,000 edits: none is let through, and none ends in anything but a refusal.
    @Test
    void no_edited_authorization_is_let_through() {
        var request = signed();
        var original = request.all("authorization").getFirst();
        var random = new Random(42);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            var edited = edited(original, random);
            // Spaces around the commas, which the grammar allows, change nothing.
            if (!edited.replace(" ", "").equals(original.replace(" ", ""))) {
                refused++;
                assertThatThrownBy(() -> verifier.verify(with(request, "authorization", edited)))
                        .as(edited)
                        .isInstanceOf(KmsException.class);
            }
        }
        assertThat(refused).isGreaterThan(15_000);
    }

    private static String edited(String original, Random random) {
        var text = new StringBuilder(original);
        for (int edits = 1 + random.nextInt(3); edits > 0 && !text.isEmpty(); edits--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, (char) (32 + random.nextInt(95)));
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.insert(at, (char) random.nextInt(0x250));
                default -> text.setLength(at);
            }
        }
        return text.toString();
    }

    private void assertRefused(KmsError error, SignedRequest request) {
        assertRefused(verifier, error, request);
    }

    private static void assertRefused(SignatureVerifier verifier, KmsError error, SignedRequest request) {
        assertThatThrownBy(() -> verifier.verify(request))
                .isInstanceOfSatisfying(
                        KmsException.class, e -> assertThat(e.error()).isEqualTo(error));
    }

    private static SignatureVerifier at(long secondsLater) {
        return new SignatureVerifier(TestServer.PRINCIPALS, Clock.fixed(NOW.plusSeconds(secondsLater), ZoneOffset.UTC));
    }

    private static SignedRequest signed() {
        return signed(TestServer.REGION, "kms", TestServer.ROOT_ID, TestServer.ROOT_KEY);
    }

    private static SignedRequest signed(String region, String service, String id, String key) {
        var request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(URI.create("http://localhost:4599/"))
                .putHeader("Content-Type", "application/x-amz-json-1.1")
                .putHeader("X-Amz-Target", "TrentService.DescribeKey")
                .build();
        var signed = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(AwsCredentialsIdentity.create(id, key))
                        .request(request)
                        .payload(() -> new ByteArrayInputStream(BODY))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(NOW, ZoneOffset.UTC)))
                .request();
        Map<String, List<String>> headers = new HashMap<>();
        signed.forEachHeader((name, values) -> headers.put(name, new ArrayList<>(values)));
        return new SignedRequest("POST", "/", "", headers, BODY);
    }

    private static SignedRequest with(SignedRequest request, String name, String value) {
        var headers = new HashMap<>(request.headers());
        headers.put(name, List.of(value));
        return with(request, headers);
    }

    private static SignedRequest with(SignedRequest request, Map<String, List<String>> headers) {
        return new SignedRequest(request.method(), request.path(), request.query(), headers, request.body());
    }
}
