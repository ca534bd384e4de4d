package dev.sallyport.crypto.audit;

import dev.sallyport.crypto.id.ApiKeyId;
import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.crypto.id.HmacKeyId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.id.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Events of every shape, with hostile text where text is free; reproducible by the seed. */
public final class RandomEvents {
    private static final String[] TOKENS = {"a", "b", "ab", "query", "execute", "23505", "GUARD-12", "pol_a:3", "x/y"};
    private static final String[] TEXTS = {
        "a",
        "ab",
        "orders",
        "line\r\nforged 2026-01-01 ALLOWED",
        "\u001b[2K\u001b[1Aforged",
        "\",\"decision\":\"ALLOWED\"}",
        "=HYPERLINK(\"x\")",
        "\u202etxt\u2028",
        "\u0000",
        "\ud83d\udd11"
    };

    private RandomEvents() {}

    public static AuditRecord record(Random random) {
        AuditSalt salt = salt(random);
        AuditRecord start =
                AuditRecord.start(id(random), at(random), salt, who(random), what(random, salt), decision(random));
        return random.nextBoolean()
                ? start
                : start.conclude(at(random), outcome(random), timings(random), keys(random));
    }

    static AuditEvent event(Random random) {
        return record(random).event();
    }

    /** Few short values in every field, so that two fields could be taken for each other if lengths were missing. */
    static AuditEvent small(Random random) {
        var details = new TreeMap<String, String>();
        for (int i = random.nextInt(3); i > 0; i--) {
            details.put("ab".substring(random.nextInt(2)), "ab".substring(random.nextInt(2)));
        }
        var salt = AuditSalt.of(new byte[32]);
        var who = new Who(random.nextBoolean() ? null : TenantId.of("ten_a"), new Who.Actor.Service("a"), null);
        var what = new What.Administration(
                "ab".substring(random.nextInt(2)), optional(random, () -> "ab".substring(random.nextInt(2))), details);
        var decision = new Decision(
                Decision.Kind.ALLOWED,
                list(random, 3, () -> "ab".substring(random.nextInt(2))),
                optional(random, () -> "ab".substring(random.nextInt(2))));
        return AuditRecord.start(
                        AuditEventId.of("aud_a"), Instant.ofEpochMilli(random.nextInt(3)), salt, who, what, decision)
                .event();
    }

    private static Who who(Random random) {
        TenantId tenant =
                optional(random, () -> TenantId.of("ten_" + token(random).replace('/', '-')));
        String address = optional(random, () -> text(random));
        Who.Actor actor = switch (random.nextInt(4)) {
            case 0 -> new Who.Actor.Key(ApiKeyId.of("key_" + random.nextInt(9)));
            case 1 -> new Who.Actor.Person(text(random));
            case 2 -> new Who.Actor.Service(token(random));
            default -> new Who.Actor.Unknown();
        };
        return new Who(tenant, actor, address);
    }

    private static What what(Random random, AuditSalt salt) {
        RequestHash digest = random.nextBoolean() ? RequestHash.none() : RequestHash.of(bytes(random, 64));
        return switch (random.nextInt(3)) {
            case 0 ->
                new What.DatabaseCall(
                        token(random),
                        optional(random, () -> IntegrationId.of("int_" + random.nextInt(9))),
                        digest,
                        list(random, 4, () -> statement(random, salt)));
            case 1 ->
                new What.TokenCall(
                        token(random),
                        digest,
                        optional(random, () -> text(random)),
                        list(random, 4, () -> token(random)),
                        random.nextInt(100));
            default -> {
                var details = new TreeMap<String, String>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    details.put(token(random), text(random));
                }
                yield new What.Administration(token(random), optional(random, () -> token(random)), details);
            }
        };
    }

    private static StatementFacts statement(Random random, AuditSalt salt) {
        String fingerprint = java.util.HexFormat.of().formatHex(bytes(random, 8 + random.nextInt(57)));
        List<byte[]> parameters = list(random, 4, () -> bytes(random, random.nextInt(5)));
        return new StatementFacts(
                fingerprint, token(random), list(random, 4, () -> text(random)), salt.parameters(0, parameters));
    }

    private static Decision decision(Random random) {
        var kinds = Decision.Kind.values();
        return new Decision(
                kinds[random.nextInt(kinds.length)],
                list(random, 4, () -> token(random)),
                optional(random, () -> token(random)));
    }

    private static Outcome outcome(Random random) {
        var statuses = Outcome.Status.values();
        return new Outcome(
                statuses[random.nextInt(statuses.length)],
                optional(random, () -> token(random)),
                optional(random, () -> token(random)),
                random.nextInt(1000),
                random.nextLong(1L << 40));
    }

    private static Timings timings(Random random) {
        Timings timings = Timings.none();
        for (int i = random.nextInt(4); i > 0; i--) {
            timings = timings.and("stage" + i, random.nextInt(100_000));
        }
        return timings;
    }

    private static @Nullable EnvelopeKeys keys(Random random) {
        return optional(
                random, () -> new EnvelopeKeys(KemKeyId.of("kk_a"), SigningKeyId.of("sk_b"), HmacKeyId.of("hk_c")));
    }

    private static AuditEventId id(Random random) {
        return AuditEventId.of("aud_" + random.nextInt(1_000_000));
    }

    private static Instant at(Random random) {
        return Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L));
    }

    private static AuditSalt salt(Random random) {
        return AuditSalt.of(bytes(random, 32));
    }

    private static String token(Random random) {
        return TOKENS[random.nextInt(TOKENS.length)];
    }

    private static String text(Random random) {
        return TEXTS[random.nextInt(TEXTS.length)];
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static <T> List<T> list(Random random, int bound, Supplier<T> element) {
        List<T> list = new ArrayList<>();
        for (int i = random.nextInt(bound); i > 0; i--) {
            list.add(element.get());
        }
        return list;
    }

    private static <T> @Nullable T optional(Random random, Supplier<T> value) {
        return random.nextBoolean() ? null : value.get();
    }
}
