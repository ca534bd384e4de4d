package dev.sallyport.proxy;

import dev.sallyport.proxy.decision.DecisionConfig;
import dev.sallyport.proxy.guard.GuardConfig;
import dev.sallyport.proxy.idempotency.IdempotencyConfig;
import dev.sallyport.proxy.key.KeyConfig;
import dev.sallyport.proxy.outbound.OutboundConfig;
import dev.sallyport.proxy.peer.PeerConfig;
import dev.sallyport.proxy.sealing.SigningConfig;
import dev.sallyport.proxy.store.DatabaseConfig;
import dev.sallyport.proxy.target.TargetConfig;
import dev.sallyport.service.audit.AuditConfig;
import dev.sallyport.service.audit.sequence.SequencerConfig;
import dev.sallyport.service.caller.ForwardedConfig;
import dev.sallyport.service.caller.RateConfig;
import dev.sallyport.service.kms.KmsConfig;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// Collects the settings: Quarkus keeps only those mappings that something asks for by injection.
@Dependent
public class SettingsProducer {

    @Produces
    @Singleton
    ProxySettings settings(
            DatabaseConfig database,
            PeerConfig vault,
            KeyConfig keys,
            KmsConfig kms,
            TargetConfig target,
            dev.sallyport.service.dsn.TargetConfig targetAddresses,
            GuardConfig guard,
            DecisionConfig decisions,
            OutboundConfig outbound,
            SigningConfig signing,
            IdempotencyConfig idempotency,
            AuditConfig audit,
            SequencerConfig sequencer,
            RateConfig rate,
            ForwardedConfig forwarded) {
        return new ProxySettings(
                database,
                vault,
                keys,
                kms,
                target,
                targetAddresses,
                guard,
                decisions,
                outbound,
                signing,
                idempotency,
                audit,
                sequencer,
                rate,
                forwarded);
    }
}
