package dev.sallyport.service.caller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.service.address.CidrList;
import dev.sallyport.service.address.IpAddress;
import dev.sallyport.service.caller.ApiKeyEntry.AcceptedSecret;
import dev.sallyport.service.problem.Faults;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CallerGateTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final IpAddress HERE = IpAddress.parse("192.0.2.7").orElseThrow();

    private final Secret text = ApiKeyText.issue(ApiKeyText.newId(RANDOM), true, RANDOM);
    private final PresentedKey key = ApiKeyText.parse(string(text)).orElseThrow();
    private final AcceptedSecret current = new AcceptedSecret(key.secretSha256(), Optional.empty());

    @Test
    void a_live_key_with_the_scope_is_admitted() {
        var caller = admit(entry(current), Scope.VAULT_READ).result();

        assertThat(caller.tenant()).isEqualTo(TenantId.of("ten_1"));
        assertThat(caller.subject().text()).isEqualTo(key.keyId().value());
    }

    @Test
    void a_scope_that_the_key_does_not_have_is_refused() {
        assertThat(codeOf(admit(entry(current), Scope.VAULT_WRITE))).isEqualTo(ProblemCode.SCOPE_MISSING);
    }

    @Test
    void unknown_revoked_expired_and_wrong_keys_get_one_answer() {
        var wrong = new AcceptedSecret(new byte[32], Optional.empty());
        var revoked = entry(List.of(current), Optional.empty(), Optional.empty(), false);
        var expired = entry(List.of(current), Optional.empty(), Optional.of(NOW), true);
        var over = entry(new AcceptedSecret(key.secretSha256(), Optional.of(NOW)));

        for (var entry : List.of(
                Optional.<ApiKeyEntry>empty(),
                Optional.of(entry(wrong)),
                Optional.of(revoked),
                Optional.of(expired),
                Optional.of(over),
                Optional.of(entry(List.of(), Optional.empty(), Optional.empty(), true)))) {
            var refused = gate(entry, 1000).admit(new Credentials.Key(key), HERE, Scope.VAULT_READ);
            assertThat(codeOf(refused)).isEqualTo(ProblemCode.UNAUTHENTICATED);
            assertThat(((ProblemException) refused.cause()).detail())
                    .isEqualTo("No valid API key or token came with the call.");
        }
    }

    @Test
    void two_secrets_live_while_a_rotation_overlaps() {
        var old = new AcceptedSecret(key.secretSha256(), Optional.of(NOW.plusSeconds(1)));
        var next = new AcceptedSecret(new byte[32], Optional.empty());

        assertThat(admit(entry(List.of(next, old), Optional.empty(), Optional.empty(), true), Scope.VAULT_READ)
                        .succeeded())
                .isTrue();
    }

    @Test
    void an_address_list_fails_closed() {
        var listed = entry(List.of(current), Optional.of(CidrList.of(List.of("192.0.2.0/24"))), Optional.empty(), true);
        var mapped = IpAddress.parse("::ffff:192.0.2.7").orElseThrow();
        var other = IpAddress.parse("2001:db8::7").orElseThrow();
        var empty = entry(List.of(current), Optional.of(CidrList.none()), Optional.empty(), true);

        assertThat(admit(listed, Scope.VAULT_READ).succeeded()).isTrue();
        assertThat(gate(Optional.of(listed), 1000)
                        .admit(new Credentials.Key(key), mapped, Scope.VAULT_READ)
                        .succeeded())
                .isTrue();
        assertThat(codeOf(gate(Optional.of(listed), 1000).admit(new Credentials.Key(key), other, Scope.VAULT_READ)))
                .isEqualTo(ProblemCode.ADDRESS_NOT_ALLOWED);
        assertThat(codeOf(admit(empty, Scope.VAULT_READ))).isEqualTo(ProblemCode.ADDRESS_NOT_ALLOWED);
    }

    @Test
    void refused_attempts_run_out_and_a_right_key_from_there_still_works() {
        var gate = gate(Optional.of(entry(current)), 3);
        var wrong = new Credentials.None();

        for (int i = 0; i < 3; i++) {
            assertThat(codeOf(gate.admit(wrong, HERE, Scope.VAULT_READ))).isEqualTo(ProblemCode.UNAUTHENTICATED);
        }
        var fourth = gate.admit(wrong, HERE, Scope.VAULT_READ);

        assertThat(codeOf(fourth)).isEqualTo(ProblemCode.RATE_LIMITED);
        assertThat(Faults.toProblem(fourth.cause()).retryAfterSeconds())
                .hasValueSatisfying(seconds -> assertThat(seconds).isPositive());
        assertThat(gate.admit(new Credentials.Key(key), HERE, Scope.VAULT_READ).succeeded())
                .isTrue();
    }

    @Test
    void a_flood_of_unknown_keys_stops_at_the_door_and_locks_no_other_out() {
        var random = new SecureRandom();
        var asked = new AtomicInteger();
        var clock = Clock.fixed(NOW, ZoneOffset.UTC);
        var live = entry(current);
        var late = ApiKeyText.parse(string(ApiKeyText.issue(ApiKeyText.newId(random), true, random)))
                .orElseThrow();
        var lateEntry = entryOf(late);
        ApiKeyDirectory directory = id -> {
            asked.incrementAndGet();
            return Future.succeededFuture(Stream.of(live, lateEntry)
                    .filter(known -> known.keyId().equals(id))
                    .findFirst());
        };
        var gate = new CallerGate(directory, TokenDirectory.none(), new RateLimits(new Rates(30)), clock);
        gate.admit(new Credentials.Key(key), HERE, Scope.VAULT_READ);

        for (int i = 0; i < 3000; i++) {
            var unknown = ApiKeyText.parse(string(ApiKeyText.issue(ApiKeyText.newId(random), true, random)))
                    .orElseThrow();
            codeOf(gate.admit(new Credentials.Key(unknown), HERE, Scope.VAULT_READ));
        }

        assertThat(asked.get()).isLessThan(1 + 30 + 20 + 10 * 30);
        assertThat(gate.admit(new Credentials.Key(key), HERE, Scope.VAULT_READ).succeeded())
                .as("a caller who was here before")
                .isTrue();
        var elsewhere = IpAddress.parse("198.51.100.9").orElseThrow();
        assertThat(gate.admit(new Credentials.Key(late), elsewhere, Scope.VAULT_READ)
                        .succeeded())
                .isTrue();
        assertThat(gate.admit(new Credentials.Key(late), HERE, Scope.VAULT_READ).succeeded())
                .as("a caller who was admitted, from the address that guesses")
                .isTrue();
    }

    @Test
    void who_proved_himself_is_known_although_the_address_or_the_scope_is_refused() {
        var listed = entry(List.of(current), Optional.of(CidrList.none()), Optional.empty(), true);
        var proven = new ArrayList<Caller>();

        var refused = gate(Optional.of(listed), 1000).admit(new Credentials.Key(key), HERE, proven::add);
        var unknown = gate(Optional.empty(), 1000).admit(new Credentials.Key(key), HERE, proven::add);

        assertThat(codeOf(refused)).isEqualTo(ProblemCode.ADDRESS_NOT_ALLOWED);
        assertThat(codeOf(unknown)).isEqualTo(ProblemCode.UNAUTHENTICATED);
        assertThat(proven)
                .singleElement()
                .satisfies(caller -> assertThat(caller.tenant()).isEqualTo(TenantId.of("ten_1")));
    }

    @Test
    void two_headers_that_disagree_are_no_credentials() {
        var other = string(ApiKeyText.issue(ApiKeyText.newId(RANDOM), true, RANDOM));

        assertThat(Credentials.of(string(text), "Bearer " + string(text))).isInstanceOf(Credentials.Key.class);
        assertThat(Credentials.of(string(text), "Bearer " + other)).isInstanceOf(Credentials.None.class);
        assertThat(Credentials.of(string(text), "Basic x")).isInstanceOf(Credentials.None.class);
        assertThat(Credentials.of(null, "bearer a.b.c")).isEqualTo(new Credentials.Token("a.b.c"));
        assertThat(Credentials.of(null, null)).isInstanceOf(Credentials.None.class);
        assertThat(Credentials.of(string(text), null).toString()).doesNotContain(string(text));
    }

    @Test
    void a_flood_of_addresses_cannot_fill_the_memory() {
        var buckets = Buckets.perMinute(5, 100);

        for (int i = 0; i < 10_000; i++) {
            buckets.take("address " + i);
        }

        assertThat(buckets.tracked()).isLessThanOrEqualTo(100);
        assertThat(buckets.take("one more")).isPresent();
    }

    @Test
    void forwarded_addresses_count_only_from_listed_proxies() {
        var addresses = new RemoteAddress(CidrList.of(List.of("10.0.0.0/8")));
        var proxy = IpAddress.parse("10.0.0.1").orElseThrow();

        assertThat(addresses.of(HERE, List.of("1.2.3.4"))).isEqualTo(HERE);
        assertThat(addresses.of(proxy, List.of("9.9.9.9, 1.2.3.4, 10.0.0.2")).toString())
                .isEqualTo("1.2.3.4");
        assertThat(addresses.of(proxy, List.of("9.9.9.9", "1.2.3.4")).toString())
                .isEqualTo("1.2.3.4");
        assertThat(addresses.of(proxy, List.of())).isEqualTo(proxy);
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> addresses.of(proxy, List.of("unknown"))))
                .isInstanceOf(ProblemException.class);
    }

    private Future<Caller> admit(ApiKeyEntry entry, Scope scope) {
        return gate(Optional.of(entry), 1000).admit(new Credentials.Key(key), HERE, scope);
    }

    private static CallerGate gate(Optional<ApiKeyEntry> entry, long failures) {
        return new CallerGate(
                _ -> Future.succeededFuture(entry),
                TokenDirectory.none(),
                new RateLimits(new Rates(failures)),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static ApiKeyEntry entryOf(PresentedKey presented) {
        return new ApiKeyEntry(
                presented.keyId(),
                TenantId.of("ten_2"),
                List.of(new AcceptedSecret(presented.secretSha256(), Optional.empty())),
                Set.of(Scope.VAULT_READ),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true);
    }

    private ApiKeyEntry entry(AcceptedSecret secret) {
        return entry(List.of(secret), Optional.empty(), Optional.empty(), true);
    }

    private ApiKeyEntry entry(
            List<AcceptedSecret> secrets, Optional<CidrList> addresses, Optional<Instant> expiresAt, boolean usable) {
        return new ApiKeyEntry(
                key.keyId(),
                TenantId.of("ten_1"),
                secrets,
                Set.of(Scope.VAULT_READ),
                Optional.empty(),
                Optional.empty(),
                addresses,
                expiresAt,
                usable);
    }

    private static ProblemCode codeOf(Future<?> refused) {
        assertThat(refused.failed()).isTrue();
        return Faults.toProblem(refused.cause()).code();
    }

    private static String string(Secret secret) {
        return secret.reveal(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    }
}
