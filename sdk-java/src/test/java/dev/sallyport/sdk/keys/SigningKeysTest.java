package dev.sallyport.sdk.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.keys.Delegation;
import dev.sallyport.crypto.pq.SigningKey;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.sdk.http.Json;
import dev.sallyport.sdk.problem.UnreachableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SigningKeysTest {

    private final SigningKey root = newKey();
    private final SigningKey first = newKey();
    private final SigningKey second = newKey();
    private final List<byte[]> fetches = Collections.synchronizedList(new ArrayList<>());
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private byte[] published = set(entry(first, root));

    private final SigningKeys keys = new SigningKeys(
            () -> {
                fetches.add(published);
                return published;
            },
            root.publicKeyBytes(),
            Backends.forClients(),
            new Clock() {
                @Override
                public Instant instant() {
                    return now;
                }

                @Override
                public java.time.ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(java.time.ZoneId zone) {
                    return this;
                }
            });

    @Test
    void a_known_key_is_fetched_once() {
        assertThat(keys.find(first.id())).isPresent();
        assertThat(keys.find(first.id())).isPresent();

        assertThat(fetches).hasSize(1);
    }

    @Test
    void callers_that_wait_for_one_fetch_share_its_failure() {
        SigningKeys away = new SigningKeys(
                () -> {
                    fetches.add(published);
                    pause(Duration.ofMillis(800));
                    throw new UnreachableException("GET /keys", 1, null);
                },
                root.publicKeyBytes(),
                Backends.forClients(),
                Clock.systemUTC());
        CountDownLatch failed = new CountDownLatch(6);
        for (int i = 0; i < 6; i++) {
            Thread caller = new Thread(() -> {
                try {
                    away.find(first.id());
                } catch (UnreachableException e) {
                    failed.countDown();
                }
            });
            caller.setDaemon(true);
            caller.start();
        }

        assertThat(awaits(failed, Duration.ofMillis(2_000))).isTrue();
        assertThat(fetches).hasSize(1);
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean awaits(CountDownLatch latch, Duration time) {
        try {
            return latch.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void an_unknown_key_makes_one_fetch_in_five_seconds() {
        keys.find(first.id());
        published = set(entry(first, root), entry(second, root));

        assertThat(keys.find(second.id())).isEmpty();
        now = now.plusSeconds(6);
        assertThat(keys.find(second.id())).isPresent();
        for (int i = 0; i < 100; i++) {
            assertThat(keys.find(SigningKeyId.of("sk_stranger"))).isEmpty();
        }

        assertThat(fetches).hasSize(2);
    }

    @Test
    void a_key_that_was_withdrawn_is_unknown_ten_minutes_later() {
        keys.find(first.id());
        published = set(entry(second, root));
        now = now.plus(Duration.ofMinutes(11));

        assertThat(keys.find(first.id())).isEmpty();
    }

    @Test
    void a_key_that_another_key_delegated_is_left_out_and_the_others_stay() {
        published = set(entry(second, first), entry(first, root));

        assertThat(keys.find(first.id())).isPresent();
        assertThat(keys.find(second.id())).isEmpty();
    }

    @Test
    void a_delegation_of_one_key_does_not_vouch_for_another() {
        ObjectNode stolen = entry(first, root);
        stolen.put("pub", entry(second, root).path("pub").asText());
        published = set(stolen);

        assertThat(keys.find(first.id())).isEmpty();
    }

    @Test
    void keys_of_another_kind_or_without_a_delegation_are_left_out() {
        ObjectNode otherKind = entry(first, root).put("alg", "ML-DSA-87");
        ObjectNode bare = entry(second, root);
        bare.remove("delegation");
        published = set(otherKind, bare, Json.object());

        assertThat(keys.find(first.id())).isEmpty();
        assertThat(keys.find(second.id())).isEmpty();
    }

    private ObjectNode entry(SigningKey key, SigningKey by) {
        long from = now.toEpochMilli();
        Delegation delegation = Delegation.sign(
                by,
                key.id(),
                key.publicKeyBytes(),
                from,
                from + Duration.ofDays(1).toMillis());
        ObjectNode entry =
                Json.object().put("kty", "AKP").put("alg", "ML-DSA-65").put("use", "sig");
        entry.put("kid", key.id().value()).put("pub", base64Url(key.publicKeyBytes()));
        entry.putObject("delegation")
                .put("not_before", delegation.notBeforeMillis())
                .put("not_after", delegation.notAfterMillis())
                .put("signature", base64Url(delegation.signature()));
        return entry;
    }

    private static byte[] set(ObjectNode... entries) {
        ObjectNode set = Json.object();
        for (ObjectNode entry : entries) {
            set.withArray("keys").add(entry);
        }
        return Json.write(set);
    }

    private static SigningKey newKey() {
        try (Secret seed = Backends.forClients().newSigningSeed()) {
            return Backends.forClients().signingKey(SigningKeyId.next(), seed);
        }
    }

    private static String base64Url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
