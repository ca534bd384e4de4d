package dev.sallyport.crypto.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.codec.StrictBase64;
import dev.sallyport.crypto.fixture.Bits;
import dev.sallyport.crypto.fixture.EnvelopeWorld;
import dev.sallyport.crypto.fixture.Seeds;
import dev.sallyport.crypto.pq.PostQuantum;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** C3: any single bit flipped in any envelope field is refused. */
class EnvelopeTamperTest {
    private final EnvelopeWorld world = new EnvelopeWorld(PostQuantum.pinned("bc"));
    private final String json = text(world.seal("{\"rows\":[[1]]}".getBytes(StandardCharsets.UTF_8)));

    @Test
    void the_untouched_envelope_opens() {
        assertThat(world.open(utf8(json)).plaintext()).asString().isEqualTo("{\"rows\":[[1]]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ciphertext_data",
                "nonce",
                "key_commitment",
                "hmac_signature",
                "request_nonce",
                "request_digest",
                "audit_leaf"
            })
    void each_bit_of_each_small_field_counts(String member) {
        byte[] value = StrictBase64.decode(member(member));
        for (int bit = 0; bit < value.length * 8; bit++) {
            refused(with(member, StrictBase64.encode(Bits.flip(value, bit))), member + " bit " + bit);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ciphertext_kem", "pqc_signature"})
    void a_bit_of_each_byte_of_each_large_field_counts(String member) {
        byte[] value = StrictBase64.decode(member(member));
        Random random = new Random(8);
        for (int i = 0; i < value.length; i++) {
            int bit = i * 8 + random.nextInt(8);
            refused(with(member, StrictBase64.encode(Bits.flip(value, bit))), member + " bit " + bit);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "algorithm",
                "suite",
                "kem_key_id",
                "content_type",
                "signing_key_id",
                "hmac_key_id",
                "integration_id",
                "operation",
                "audit_event_id"
            })
    void each_bit_of_each_text_counts(String member) {
        byte[] value = utf8(member(member));
        for (int bit = 0; bit < value.length * 8; bit++) {
            refused(with(member, Bits.flip(value, bit)), member + " bit " + bit);
        }
    }

    @Test
    void both_tenant_ids_count() {
        for (String part : List.of("\"encrypted\":\\{.*?", "\"signature\":\\{.*?")) {
            refused(utf8(json.replaceFirst("(" + part + "\"tenant_id\":\")ten_A", "$1ten_B")), part);
        }
    }

    @Test
    void time_status_version_and_success_count() {
        refused(
                utf8(json.replace("\"issued_at\":" + EnvelopeWorld.NOW, "\"issued_at\":" + (EnvelopeWorld.NOW + 1))),
                "time");
        for (String status : List.of("1", "2", "256", "-1", "0.0", "\"0\"", "null")) {
            refused(utf8(json.replace("\"status\":0", "\"status\":" + status)), "status " + status);
        }
        for (String version : List.of("0", "2", "1.0", "\"1\"")) {
            refused(utf8(json.replace("\"version\":1", "\"version\":" + version)), "version " + version);
        }
        refused(utf8(json.replace("\"success\":true", "\"success\":false")), "success");
    }

    @Test
    void a_bit_turned_anywhere_in_the_json_is_refused() {
        byte[] bytes = utf8(json);
        Random random = new Random(9);
        for (int i = 0; i < bytes.length; i += 1 + random.nextInt(4)) {
            refused(Bits.flip(bytes, i * 8 + random.nextInt(8)), "byte " + i);
        }
    }

    @Test
    void a_missing_member_is_refused() {
        Matcher members =
                Pattern.compile("\"([a-z_]+)\":(\"[^\"]*\"|\\d+|true),?").matcher(json);
        int count = 0;
        while (members.find()) {
            refused(utf8(json.substring(0, members.start()) + json.substring(members.end())), members.group(1));
            count++;
        }
        assertThat(count).isEqualTo(25);
    }

    @Test
    void a_member_twice_is_refused_and_an_unknown_one_ignored() {
        refused(utf8(json.replace("\"status\":0", "\"status\":0,\"status\":0")), "status twice");
        refused(utf8(json.replace("\"version\":1", "\"version\":1,\"ver\\u0073ion\":1")), "version twice");
        byte[] unknown = utf8(json.replace("\"version\":1", "\"version\":1,\"hint\":{\"a\":[1]}"));
        assertThat(world.open(unknown).plaintext()).isNotEmpty();
    }

    @Test
    void a_stripped_hmac_is_refused() {
        refused(with("hmac_signature", ""), "empty");
        refused(with("hmac_signature", StrictBase64.encode(new byte[64])), "zeros");
        refused(with("hmac_signature", StrictBase64.encode(new byte[32])), "short");
        refused(utf8(json.replaceFirst("\"hmac_signature\":\"[^\"]*\"", "\"hmac_signature\":null")), "null");
        refused(with("algorithm", "ML-DSA-65"), "algorithm without it");
    }

    @Test
    void fields_of_wrong_size_and_loose_base64_are_refused() {
        for (String member :
                List.of("ciphertext_kem", "nonce", "key_commitment", "pqc_signature", "request_digest", "audit_leaf")) {
            byte[] value = StrictBase64.decode(member(member));
            refused(with(member, StrictBase64.encode(Seeds.bytes(value.length - 1, 1))), member + " shorter");
            refused(with(member, StrictBase64.encode(Seeds.bytes(value.length + 1, 1))), member + " longer");
            refused(with(member, member(member).replace("=", "")), member + " without padding", value.length % 3 != 0);
            refused(with(member, member(member) + " "), member + " with a blank");
            refused(
                    with(
                            member,
                            member(member).substring(0, 4) + "\\n"
                                    + member(member).substring(4)),
                    member + " folded");
        }
        refused(with("request_nonce", StrictBase64.encode(new byte[15])), "nonce of 15");
        refused(with("request_nonce", StrictBase64.encode(new byte[65])), "nonce of 65");
        refused(with("ciphertext_data", StrictBase64.encode(new byte[15])), "data of 15");
    }

    private void refused(byte[] tampered, String what, boolean when) {
        if (when) {
            refused(tampered, what);
        }
    }

    private void refused(byte[] tampered, String what) {
        assertThatThrownBy(() -> world.open(tampered))
                .as(what)
                .isInstanceOf(EnvelopeRefused.class)
                .hasMessage("envelope refused")
                .hasNoCause();
    }

    private String member(String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        assertThat(matcher.find()).as(name).isTrue();
        return matcher.group(1);
    }

    /** Replaces the first member of that name. */
    private byte[] with(String name, String value) {
        return with(name, utf8(value));
    }

    private byte[] with(String name, byte[] value) {
        String old = "\"" + name + "\":\"" + member(name) + "\"";
        int at = json.indexOf(old);
        byte[] head = utf8(json.substring(0, at) + "\"" + name + "\":\"");
        byte[] tail = utf8("\"" + json.substring(at + old.length()));
        byte[] all = java.util.Arrays.copyOf(head, head.length + value.length + tail.length);
        System.arraycopy(value, 0, all, head.length, value.length);
        System.arraycopy(tail, 0, all, head.length + value.length, tail.length);
        return all;
    }

    private static String text(Envelope envelope) {
        return new String(envelope.toJson(), StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
