package dev.sallyport.crypto.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.codec.MalformedException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AuditEventCodecTest {
    private static final int ROUNDS = 20_000;

    @Test
    void every_event_comes_back_from_its_canonical_bytes() {
        Random random = new Random(1);
        for (int i = 0; i < ROUNDS; i++) {
            AuditEvent event = RandomEvents.event(random);

            assertThat(AuditEventCodec.decode(AuditEventCodec.encode(event))).isEqualTo(event);
        }
    }

    @Test
    void two_events_never_share_canonical_bytes() {
        Random random = new Random(2);
        Map<String, AuditEvent> seen = new HashMap<>();
        for (int i = 0; i < ROUNDS; i++) {
            AuditEvent event = RandomEvents.small(random);

            AuditEvent before = seen.put(HexFormat.of().formatHex(AuditEventCodec.encode(event)), event);

            assertThat(before == null || before.equals(event)).isTrue();
        }
        assertThat(seen).as("the generator varies").hasSizeGreaterThan(1000);
    }

    @Test
    void a_changed_byte_is_refused_or_means_another_event() {
        Random random = new Random(3);
        for (int i = 0; i < ROUNDS; i++) {
            AuditEvent event = RandomEvents.event(random);
            byte[] bytes = AuditEventCodec.encode(event);
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));

            try {
                assertThat(AuditEventCodec.decode(bytes)).isNotEqualTo(event);
            } catch (MalformedException refused) {
                assertThat(refused).hasMessageNotContaining("null");
            }
        }
    }

    @Test
    void arbitrary_bytes_are_refused_without_any_other_exception() {
        Random random = new Random(4);
        byte[] start = AuditEventCodec.encode(RandomEvents.event(random));
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = Arrays.copyOf(start, random.nextInt(start.length) + random.nextInt(40));
            for (int j = 20; j < bytes.length; j++) {
                bytes[j] = random.nextInt(3) == 0 ? (byte) random.nextInt() : bytes[j];
            }

            if (!Arrays.equals(bytes, start)) {
                assertThatThrownBy(() -> {
                            if (!AuditEventCodec.decode(bytes).equals(AuditEventCodec.decode(start))) {
                                throw new MalformedException("another event");
                            }
                        })
                        .isInstanceOf(MalformedException.class);
            }
        }
    }

    @Test
    void a_leaf_is_the_hash_of_the_canonical_bytes_behind_a_zero_byte() throws Exception {
        AuditRecord record = RandomEvents.record(new Random(5));
        var sha256 = java.security.MessageDigest.getInstance("SHA-256");
        sha256.update((byte) 0);
        sha256.update(record.canonical());

        assertThat(record.leaf().bytes()).isEqualTo(sha256.digest());
    }

    @Test
    void an_event_keeps_neither_person_nor_address_nor_parameters_in_clear() {
        AuditSalt salt = AuditSalt.next();
        byte[] parameter = "4111 1111 1111 1111".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        var statement = new StatementFacts(
                "00".repeat(8), "insert", java.util.List.of("cards"), salt.parameters(0, java.util.List.of(parameter)));
        var what = new What.DatabaseCall("execute", null, RequestHash.none(), java.util.List.of(statement));

        AuditRecord record = AuditRecord.start(
                dev.sallyport.crypto.id.AuditEventId.next(),
                java.time.Instant.now(),
                salt,
                Who.person(null, "grace@example.org", "192.0.2.77"),
                what,
                Decision.allowed());

        String bytes = new String(record.canonical(), java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(bytes).doesNotContain("grace", "192.0.2.77", "4111");
        assertThat(record.disclosure().opens(record.event().who())).isTrue();
        assertThat(new Disclosure(salt, "eve@example.org", "192.0.2.77")
                        .opens(record.event().who()))
                .isFalse();
        assertThat(new Disclosure(AuditSalt.next(), "grace@example.org", "192.0.2.77")
                        .opens(record.event().who()))
                .isFalse();
    }
}
