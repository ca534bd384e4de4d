package dev.sallyport.sdk.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.audit.JsonLine;
import dev.sallyport.crypto.audit.export.ExportWriter;
import dev.sallyport.crypto.audit.head.Cosignature;
import dev.sallyport.crypto.audit.head.HeadSigner;
import dev.sallyport.crypto.audit.head.SignedTreeHead;
import dev.sallyport.crypto.audit.merkle.ConsistencyProof;
import dev.sallyport.crypto.codec.StrictJson;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.keys.Delegation;
import dev.sallyport.crypto.keys.TrustedSigner;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WitnessDeskTest {
    private static final PostQuantum PQ = PostQuantum.pinned("bc");
    private static final SigningKey ROOT = PQ.signingKey(SigningKeyId.of("sk_root"), PQ.newSigningSeed());
    private static final SigningKey LOG_KEY = PQ.signingKey(SigningKeyId.of("sk_log"), PQ.newSigningSeed());
    private static final Delegation DELEGATION =
            Delegation.sign(ROOT, LOG_KEY.id(), LOG_KEY.publicKeyBytes(), 0, 4_000_000_000_000L);

    @TempDir
    private Path folder;

    private SigningKey key;
    private SampleLog log;

    @BeforeEach
    void start() throws IOException {
        key = WitnessKey.open(folder);
        log = log(LOG_KEY);
    }

    @Test
    void a_head_that_continues_is_cosigned_and_remembered_by_the_next_process() throws IOException {
        var first = desk().answer(body(log.head(10), log.consistency(0, 10)));
        var second = desk().answer(body(log.head(40), log.consistency(10, 40)));

        assertThat(first.status()).isEqualTo(200);
        assertThat(cosignature(second).verify(log.head(40).head(), WitnessKey.read(folder.resolve("witness.json"))))
                .isTrue();
        assertThat(Files.readAllLines(folder.resolve("proxy.heads.jsonl"))).hasSize(2);
        assertThat(newestSize()).isEqualTo(40);
    }

    @Test
    void another_history_of_the_same_log_is_not_cosigned() throws IOException {
        desk().answer(body(log.head(10), log.consistency(0, 10)));
        var forked = log(LOG_KEY);

        var reply = desk().answer(body(forked.head(20), forked.consistency(10, 20)));

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.body()).doesNotContain("signature\":");
        assertThat(newestSize()).isEqualTo(10);
    }

    @Test
    void a_log_that_was_rolled_back_is_told_what_was_seen_and_gets_no_cosignature() throws IOException {
        desk().answer(body(log.head(30), log.consistency(0, 30)));

        var shorter = desk().answer(body(log.head(20), log.consistency(10, 20)));
        var fromNothing = desk().answer(body(log.head(20), log.consistency(0, 20)));

        assertThat(shorter.status()).isEqualTo(409);
        assertThat(fromNothing.status()).isEqualTo(409);
        assertThat(StrictJson.parseObject(fromNothing.body().getBytes(UTF_8)).integer("tree_size"))
                .isEqualTo(30);
    }

    @Test
    void a_head_of_a_key_that_the_root_did_not_delegate_is_not_cosigned() throws IOException {
        var strangers = PQ.signingKey(SigningKeyId.of("sk_stranger"), PQ.newSigningSeed());
        var sameName = PQ.signingKey(LOG_KEY.id(), PQ.newSigningSeed());
        for (SigningKey other : new SigningKey[] {strangers, sameName}) {
            var forged = log(other);
            assertThat(desk().answer(body(forged.head(5), forged.consistency(0, 5)))
                            .status())
                    .isEqualTo(403);
        }
        assertThat(desk().newest("proxy")).isNull();
    }

    @Test
    void a_malformed_body_is_refused() throws IOException {
        for (String body : new String[] {
            "", "[]", "{}", "{\"head\":{}}", "{\"head\":{},\"consistency\":{\"first\":0,\"second\":1,\"path\":[1]}}"
        }) {
            assertThat(desk().answer(body.getBytes(UTF_8)).status()).isEqualTo(400);
        }
    }

    @Test
    void the_seed_is_for_its_owner_alone_and_the_key_stays_the_same() throws IOException {
        assertThat(modeOf(folder.resolve("witness.key"))).isEqualTo("rw-------");
        assertThat(WitnessKey.open(folder).publicKeyBytes()).isEqualTo(key.publicKeyBytes());
    }

    @Test
    void a_line_that_a_kill_tore_is_mended_at_the_next_start() throws IOException {
        // Given
        desk().answer(body(log.head(10), log.consistency(0, 10)));
        desk().answer(body(log.head(20), log.consistency(10, 20)));
        var whole = Files.readString(memory());
        var last = whole.lastIndexOf('\n', whole.length() - 2) + 1;

        for (int cut = last + 1; cut < whole.length() - 1; cut += 97) {
            Files.writeString(memory(), whole.substring(0, cut));

            // When
            desk().check();

            // Then
            assertThat(Files.readString(memory())).isEqualTo(whole.substring(0, last));
            assertThat(newestSize()).isEqualTo(10);
        }
        assertThat(desk().answer(body(log.head(20), log.consistency(10, 20))).status())
                .isEqualTo(200);
        assertThat(Files.readAllLines(memory())).hasSize(2);
    }

    @Test
    void a_whole_head_whose_line_has_no_end_is_not_forgotten() throws IOException {
        desk().answer(body(log.head(10), log.consistency(0, 10)));
        var whole = Files.readString(memory());
        Files.writeString(memory(), whole.stripTrailing());

        desk().check();

        assertThat(newestSize()).isEqualTo(10);
        assertThat(desk().answer(body(log.head(20), log.consistency(10, 20))).status())
                .isEqualTo(200);
        assertThat(Files.readAllLines(memory())).hasSize(2);
    }

    @Test
    void any_other_damage_is_refused_and_nothing_is_changed_or_cosigned() throws IOException {
        desk().answer(body(log.head(10), log.consistency(0, 10)));
        desk().answer(body(log.head(20), log.consistency(10, 20)));
        var whole = Files.readString(memory());
        var second = whole.substring(whole.indexOf('\n') + 1);
        for (String damaged : new String[] {
            whole.substring(0, 40) + "\n" + second,
            whole.substring(0, whole.length() - 40) + "\n",
            whole.substring(0, whole.length() - 40) + "\n" + "{\"line\"",
            "\n" + whole,
            whole + "{\"line\":\"end\",\"events\":1}\n",
            whole.replaceFirst("\"tree_size\":10", "\"tree_size\":30")
        }) {
            Files.writeString(memory(), damaged);

            assertThatThrownBy(() -> desk().check())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("heads.jsonl");
            assertThatThrownBy(() -> desk().answer(body(log.head(40), log.consistency(20, 40))))
                    .isInstanceOf(IOException.class);
            assertThat(Files.readString(memory())).isEqualTo(damaged);
        }
    }

    @Test
    void its_memory_is_for_its_owner_alone_and_files_that_were_wider_are_narrowed() throws IOException {
        desk().answer(body(log.head(10), log.consistency(0, 10)));
        assertThat(modeOf(memory())).isEqualTo("rw-------");
        Files.setPosixFilePermissions(memory(), PosixFilePermissions.fromString("rw-rw-r--"));

        desk().check();

        assertThat(modeOf(memory())).isEqualTo("rw-------");
        assertThat(modeOf(folder.resolve("witness.json"))).isEqualTo("rw-------");
    }

    private static String modeOf(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private Path memory() {
        return folder.resolve("proxy.heads.jsonl");
    }

    private long newestSize() throws IOException {
        return requireNonNull(desk().newest("proxy")).size();
    }

    private WitnessDesk desk() {
        TrustedSigner signer = DELEGATION.trust(PQ, PQ.verificationKey(ROOT.id(), ROOT.publicKeyBytes()));
        return new WitnessDesk(
                id -> id.equals(signer.id()) ? Optional.of(signer) : Optional.empty(),
                HeadSigner.of(key),
                folder,
                InstantSource.system());
    }

    private static SampleLog log(SigningKey signer) {
        return new SampleLog(TenantId.of("ten_a"), 40, signer, DELEGATION, System.currentTimeMillis());
    }

    private static byte[] body(SignedTreeHead head, ConsistencyProof proof) {
        return new JsonLine()
                .open()
                .json("head", ExportWriter.head(head))
                .json("consistency", ExportWriter.consistency(proof))
                .close()
                .toString()
                .getBytes(UTF_8);
    }

    private static Cosignature cosignature(WitnessDesk.Reply reply) {
        var json = StrictJson.parseObject(reply.body().getBytes(UTF_8));
        return new Cosignature(
                SigningKeyId.of(json.text("witness_id")), json.integer("at_ms"), json.bytes("signature", 3309));
    }
}
