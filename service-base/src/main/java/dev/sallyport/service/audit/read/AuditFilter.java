package dev.sallyport.service.audit.read;

import dev.sallyport.crypto.audit.Decision;
import dev.sallyport.crypto.id.IntegrationId;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// Which events; null means all of them.
///
/// @param reach what the reader may see at all
/// @param from first moment that counts
/// @param to first moment that does not count any more
/// @param actor an API key's id or a service's name
public record AuditFilter(
        Reach reach,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String actor,
        Decision.@Nullable Kind decision,
        @Nullable IntegrationId integration) {

    public static AuditFilter of(Reach reach) {
        return new AuditFilter(reach, null, null, null, null, null);
    }

    /// Whether events of the tenant, or of the log, may be left out.
    boolean narrows() {
        return reach.narrows()
                || from != null
                || to != null
                || actor != null
                || decision != null
                || integration != null;
    }

    /// Parameters $1 to $7 of the queries.
    Tuple tuple() {
        return reach.addTo(Tuple.tuple())
                .addOffsetDateTime(utc(from))
                .addOffsetDateTime(utc(to))
                .addString(actor)
                .addShort(decision == null ? null : (short) decision.ordinal())
                .addString(integration == null ? null : integration.value());
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
