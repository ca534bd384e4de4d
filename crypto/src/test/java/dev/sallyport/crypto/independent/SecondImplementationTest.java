package dev.sallyport.crypto.independent;

import static dev.sallyport.crypto.independent.Primitives.cat;
import static dev.sallyport.crypto.independent.Primitives.decapsulate;
import static dev.sallyport.crypto.independent.Primitives.gcmOpen;
import static dev.sallyport.crypto.independent.Primitives.hash;
import static dev.sallyport.crypto.independent.Primitives.hkdf;
import static dev.sallyport.crypto.independent.Primitives.hmac;
import static dev.sallyport.crypto.independent.Primitives.kemPublicKey;
import static dev.sallyport.crypto.independent.Primitives.lp;
import static dev.sallyport.crypto.independent.Primitives.u32;
import static dev.sallyport.crypto.independent.Primitives.u64;
import static dev.sallyport.crypto.independent.Primitives.verify;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.fixture.Repository;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** C2: an implementation written from the document alone opens what ours made. */
class SecondImplementationTest {
    private static final String SUITE1 = "ML-KEM-768+HKDF-SHA-512+AES-256-GCM+ML-DSA-65+HMAC-SHA-512";
    private static final String SUITEV = "ML-KEM-768+KMS+HKDF-SHA-512+AES-256-GCM";

    @Test
    void every_published_envelope_opens() throws IOException {
        String file = read("envelope.json");
        List<String> envelopes = all(file, "envelope");
        List<String> plaintexts = all(file, "plaintext");
        assertThat(envelopes).hasSize(3);
        for (int i = 0; i < envelopes.size(); i++) {
            assertThat(open(file, unescape(envelopes.get(i)))).isEqualTo(unescape(plaintexts.get(i)));
        }
    }

    private static String open(String keys, String envelope) {
        byte[] kemCiphertext = base64(envelope, "ciphertext_kem");
        byte[] data = base64(envelope, "ciphertext_data");
        byte[] nonce = base64(envelope, "nonce");
        byte[] commitment = base64(envelope, "key_commitment");
        byte[] header = cat(
                lp("hce1/response"),
                lp(SUITE1),
                lp(text(envelope, "tenant_id")),
                lp(text(envelope, "audit_event_id")),
                lp(text(envelope, "integration_id")),
                lp(text(envelope, "operation")),
                lp(base64(envelope, "request_nonce")),
                lp(base64(envelope, "request_digest")),
                u64(Long.parseLong(number(envelope, "issued_at"))),
                new byte[] {Byte.parseByte(number(envelope, "status"))},
                lp(base64(envelope, "audit_leaf")),
                lp(text(envelope, "content_type")),
                lp(text(envelope, "kem_key_id")),
                lp(text(envelope, "signing_key_id")),
                lp(text(envelope, "hmac_key_id")),
                lp(hash(kemCiphertext)),
                lp(nonce),
                lp(commitment));
        byte[] transcript = cat(header, u64(data.length), hash(data));
        assertThat(verify(
                        hex(keys, "signing_public_key"),
                        cat(lp("hce1/sig"), transcript),
                        base64(envelope, "pqc_signature")))
                .isTrue();
        assertThat(hmac(hex(keys, "hmac_secret"), cat(lp("hce1/mac"), transcript)))
                .isEqualTo(base64(envelope, "hmac_signature"));
        byte[] seed = hex(keys, "kem_seed");
        byte[] info = cat(
                lp("hce1/response/key"),
                lp(SUITE1),
                lp(text(envelope, "tenant_id")),
                lp(text(envelope, "kem_key_id")),
                lp(hash(kemPublicKey(seed))),
                lp(hash(kemCiphertext)),
                lp(text(envelope, "audit_event_id")),
                lp(base64(envelope, "request_nonce")));
        byte[] output = hkdf(decapsulate(seed, kemCiphertext), info, 64);
        assertThat(Arrays.copyOfRange(output, 32, 64)).isEqualTo(commitment);
        return utf8(gcmOpen(Arrays.copyOf(output, 32), nonce, data, header));
    }

    @Test
    void the_published_request_digest_is_recomputed() throws IOException {
        String file = read("envelope.json");
        assertThat(hash(cat(
                        lp("hce1/request"),
                        lp(text(file, "method")),
                        lp(text(file, "path_and_query")),
                        lp(hex(file, "body")))))
                .isEqualTo(hex(file, "digest"));
    }

    @Test
    void the_published_record_unseals() throws IOException {
        String file = read("sealed-credential.json");
        ByteBuffer in = ByteBuffer.wrap(hex(file, "record"));
        assertThat(utf8(raw(in, 4))).isEqualTo("HCV1");
        assertThat(in.get()).isEqualTo((byte) 1);
        assertThat(utf8(field(in))).isEqualTo(SUITEV);
        byte[] header = cat(
                lp("hce1/vault"),
                lp(SUITEV),
                lp(field(in)),
                lp(field(in)),
                u32(in.getInt()),
                lp(field(in)),
                u64(in.getLong()));
        assertThat(in.get()).isEqualTo((byte) 1);
        byte[] kemKeyId = field(in);
        assertThat(utf8(field(in))).isEqualTo(text(file, "kms_key_ref"));
        assertThat(field(in)).isEqualTo(hex(file, "wrapped_data_key"));
        byte[] kemCiphertext = raw(in, 1088);
        byte[] wrapNonce = raw(in, 12);
        byte[] wrappedKey = raw(in, 48);
        byte[] nonce = raw(in, 12);
        byte[] commitment = raw(in, 32);
        byte[] body = field(in);
        assertThat(utf8(field(in))).isEqualTo(text(file, "sealer_key_id"));
        byte[] signature = field(in);
        assertThat(in.hasRemaining()).isFalse();
        assertThat(verify(
                        hex(file, "sealer_public_key"),
                        cat(lp("hce1/vault/sig"), header, lp(nonce), lp(commitment), u64(body.length), hash(body)),
                        signature))
                .isTrue();
        byte[] seed = hex(file, "kem_seed");
        byte[] info = cat(
                lp("hce1/vault/slot"),
                header,
                lp(kemKeyId),
                lp(hash(kemPublicKey(seed))),
                lp(hash(kemCiphertext)),
                lp(commitment));
        byte[] wrappingKey = hkdf(cat(decapsulate(seed, kemCiphertext), hex(file, "data_key")), info, 32);
        byte[] contentKey = gcmOpen(wrappingKey, wrapNonce, wrappedKey, info);
        byte[] output = hkdf(contentKey, cat(lp("hce1/vault/body"), header), 64);
        assertThat(Arrays.copyOfRange(output, 32, 64)).isEqualTo(commitment);
        assertThat(utf8(gcmOpen(Arrays.copyOf(output, 32), nonce, body, header)))
                .isEqualTo(text(file, "secret"));
    }

    @Test
    void another_language_opens_and_refuses_where_it_can_run() throws Exception {
        Assumptions.assumeTrue(
                run("python3", "-c", "from cryptography.hazmat.primitives.asymmetric import mlkem, mldsa") == 0,
                "python3 with the package cryptography >= 48 is not here");
        assertThat(run("python3", folder().resolve("check.py").toString())).isZero();
    }

    private static int run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended ? process.exitValue() : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    private static byte[] field(ByteBuffer in) {
        return raw(in, in.getInt());
    }

    private static byte[] raw(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static List<String> all(String json, String member) {
        List<String> values = new ArrayList<>();
        Matcher matcher = Pattern.compile("\"" + member + "\": ?\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"")
                .matcher(json);
        while (matcher.find()) {
            values.add(matcher.group(1));
        }
        return values;
    }

    private static String text(String json, String member) {
        return all(json, member).get(0);
    }

    private static String number(String json, String member) {
        Matcher matcher = Pattern.compile("\"" + member + "\":(\\d+)").matcher(json);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static byte[] base64(String json, String member) {
        return Base64.getDecoder().decode(text(json, member));
    }

    private static byte[] hex(String json, String member) {
        return HexFormat.of().parseHex(text(json, member));
    }

    private static String unescape(String text) {
        return text.replace("\\\"", "\"");
    }

    private static String read(String name) throws IOException {
        return Files.readString(folder().resolve(name));
    }

    private static Path folder() {
        return Repository.root().resolve("docs/vectors");
    }
}
