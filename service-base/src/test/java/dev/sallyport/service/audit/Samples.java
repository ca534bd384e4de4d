package dev.sallyport.service.audit;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.audit.AuditSalt;
import dev.sallyport.crypto.audit.Decision;
import dev.sallyport.crypto.audit.Outcome;
import dev.sallyport.crypto.audit.RequestHash;
import dev.sallyport.crypto.audit.StatementFacts;
import dev.sallyport.crypto.audit.Timings;
import dev.sallyport.crypto.audit.What;
import dev.sallyport.crypto.audit.Who;
import dev.sallyport.crypto.id.ApiKeyId;
import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Records as the services make them.
public final class Samples {

    public static final TenantId TENANT = TenantId.of("ten_a");

    private Samples() {}

    public static AuditConfig config() {
        return config(Duration.ofSeconds(2));
    }

    public static AuditConfig config(Duration appendTimeout) {
        return config(appendTimeout, 1_000);
    }

    static AuditConfig config(int maxBatch) {
        return config(Duration.ofSeconds(2), maxBatch);
    }

    private static AuditConfig config(Duration appendTimeout, int maxBatch) {
        return new AuditConfig() {
            @Override
            public int queueCapacity() {
                return 20_000;
            }

            @Override
            public int maxBatch() {
                return maxBatch;
            }

            @Override
            public Duration appendTimeout() {
                return appendTimeout;
            }

            @Override
            public Duration probeInterval() {
                return Duration.ofMillis(200);
            }
        };
    }

    public static AuditRecord intent() {
        return intent(TENANT, Instant.now());
    }

    public static AuditRecord intent(TenantId tenant, Instant at) {
        var salt = AuditSalt.next();
        var statement = new StatementFacts(
                "00112233445566778899aabbccddeeff",
                "insert",
                List.of("public.orders"),
                salt.parameters(0, List.of(new byte[] {1}, new byte[] {2})));
        var what = new What.DatabaseCall(
                "execute", IntegrationId.of("int_a"), RequestHash.of(new byte[64]), List.of(statement));
        return AuditRecord.start(
                AuditEventId.next(),
                at,
                salt,
                Who.key(tenant, ApiKeyId.of("key_a"), "192.0.2.7"),
                what,
                Decision.allowed("pol_a:3"));
    }

    public static AuditRecord conclusion(TenantId tenant) {
        return conclusion(intent(tenant, Instant.now()));
    }

    public static AuditRecord conclusion() {
        return conclusion(intent());
    }

    public static AuditRecord conclusion(AuditRecord intent) {
        return intent.conclude(
                Instant.now(),
                Outcome.succeeded(1, 200),
                Timings.none().and("admit", 12).and("run", 800),
                null);
    }

    /// By somebody whose name would forge lines, formulas and screens.
    public static AuditRecord signedInByHostileName() {
        return signIn(TENANT, "=HYPERLINK(\"x\")\r\n\u001b[2J{\"line\":\"end\"}");
    }

    public static AuditRecord refused(TenantId tenant, String integration, String code) {
        var what =
                new What.DatabaseCall("query", IntegrationId.of(integration), RequestHash.of(new byte[64]), List.of());
        return AuditRecord.start(
                        AuditEventId.next(),
                        Instant.now(),
                        AuditSalt.next(),
                        Who.key(tenant, ApiKeyId.of("key_refused"), "192.0.2.8"),
                        what,
                        Decision.refused(code))
                .conclude(Instant.now(), Outcome.refused(code));
    }

    public static AuditRecord changed(TenantId tenant, String target) {
        var what = What.Administration.of("integration.change", target, Map.of());
        return AuditRecord.start(
                        AuditEventId.next(),
                        Instant.now(),
                        AuditSalt.next(),
                        Who.key(tenant, ApiKeyId.of("key_a"), "192.0.2.7"),
                        what,
                        Decision.allowed())
                .conclude(Instant.now(), Outcome.succeeded());
    }

    public static AuditRecord signIn(TenantId tenant, String person) {
        var what = What.Administration.of("person.login", null, Map.of("role", "auditor"));
        return AuditRecord.start(
                        AuditEventId.next(),
                        Instant.now(),
                        AuditSalt.next(),
                        Who.person(tenant, person, "2001:db8::1"),
                        what,
                        Decision.allowed())
                .conclude(Instant.now(), Outcome.succeeded());
    }
}
