package dev.sallyport.service.audit.read;

import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.TenantId;
import io.vertx.sqlclient.Tuple;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whose events a reader may see. What lies outside reads like what does not exist; leaf hashes and heads tell nothing
/// and are everybody's.
public sealed interface Reach {

    /// Every event of the log.
    record WholeLog() implements Reach {}

    /// A tenant's events.
    record OfTenant(TenantId tenant) implements Reach {}

    /// A tenant's events that are about one of these integrations. An event that is gone from the store is not shown as
    /// missing: nobody can tell any more what it was about.
    record OfIntegrations(TenantId tenant, Set<IntegrationId> integrations) implements Reach {

        /// Keeps an unmodifiable set.
        public OfIntegrations {
            integrations = Set.copyOf(integrations);
        }
    }

    /// The tenant; null where the reach is not one tenant's.
    default @Nullable TenantId tenantOrNull() {
        return switch (this) {
            case WholeLog _ -> null;
            case OfTenant reach -> reach.tenant();
            case OfIntegrations reach -> reach.tenant();
        };
    }

    /// Whether events of the tenant may be left out.
    default boolean narrows() {
        return switch (this) {
            case WholeLog _, OfTenant _ -> false;
            case OfIntegrations _ -> true;
        };
    }

    /// The condition on a table's `tenant_id` and an event's `integration_id`; its parameters are those of [#addTo].
    static String condition(String table, String event, int first) {
        return "($%1$d::text IS NULL OR %3$s.tenant_id = $%1$d) AND ($%2$d::text[] IS NULL OR %4$s.integration_id = ANY ($%2$d))"
                .formatted(first, first + 1, table, event);
    }

    /// Adds the parameters of [#condition].
    default Tuple addTo(Tuple parameters) {
        var tenant = tenantOrNull();
        return parameters.addString(tenant == null ? null : tenant.value()).addArrayOfString(integrations());
    }

    private String @Nullable [] integrations() {
        return this instanceof OfIntegrations reach
                ? reach.integrations().stream().map(IntegrationId::value).toArray(String[]::new)
                : null;
    }
}
