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
import io.smallrye.config.SmallRyeConfig;

/// All settings of the service, one interface per feature.
record ProxySettings(
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

    /// From a configuration that knows these mappings.
    static ProxySettings of(SmallRyeConfig config) {
        return new ProxySettings(
                config.getConfigMapping(DatabaseConfig.class),
                config.getConfigMapping(PeerConfig.class),
                config.getConfigMapping(KeyConfig.class),
                config.getConfigMapping(KmsConfig.class),
                config.getConfigMapping(TargetConfig.class),
                config.getConfigMapping(dev.sallyport.service.dsn.TargetConfig.class),
                config.getConfigMapping(GuardConfig.class),
                config.getConfigMapping(DecisionConfig.class),
                config.getConfigMapping(OutboundConfig.class),
                config.getConfigMapping(SigningConfig.class),
                config.getConfigMapping(IdempotencyConfig.class),
                config.getConfigMapping(AuditConfig.class),
                config.getConfigMapping(SequencerConfig.class),
                config.getConfigMapping(RateConfig.class),
                config.getConfigMapping(ForwardedConfig.class));
    }
}
