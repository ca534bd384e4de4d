package dev.sallyport.proxy.decision;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.crypto.codec.TranscriptWriter;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.proxy.token.TenantSealing;
import io.vertx.core.Future;

/// Texts of statements, sealed under the tenant's token key and bound to tenant, integration and
/// fingerprint.
final class StatementTexts {

    private final TenantSealing sealing;

    StatementTexts(TenantSealing sealing) {
        this.sealing = sealing;
    }

    Future<TenantSealing.Sealed> seal(TenantId tenant, IntegrationId integration, String fingerprint, String text) {
        return sealing.seal(tenant, text.getBytes(UTF_8), keyId -> bound(tenant, integration, fingerprint, keyId));
    }

    Future<String> open(TenantId tenant, IntegrationId integration, String fingerprint, TenantSealing.Sealed sealed) {
        return sealing.open(tenant, sealed, keyId -> bound(tenant, integration, fingerprint, keyId))
                .map(clear -> new String(clear, UTF_8));
    }

    private static byte[] bound(TenantId tenant, IntegrationId integration, String fingerprint, String keyId) {
        return new TranscriptWriter(256)
                .lp("hce1/statement")
                .lp(tenant)
                .lp(integration)
                .lp(fingerprint)
                .lp(keyId)
                .toByteArray();
    }
}
