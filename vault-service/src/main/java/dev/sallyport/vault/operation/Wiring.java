package dev.sallyport.vault.operation;

import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.sealed.Sealer;
import dev.sallyport.service.caller.ApiKeyDirectory;
import dev.sallyport.service.caller.CallerGate;
import dev.sallyport.service.caller.ForwardedConfig;
import dev.sallyport.service.caller.RateConfig;
import dev.sallyport.service.caller.RateLimits;
import dev.sallyport.service.caller.RemoteAddress;
import dev.sallyport.service.caller.TokenDirectory;
import dev.sallyport.service.dsn.TargetAddressPolicy;
import dev.sallyport.service.dsn.TargetConfig;
import dev.sallyport.service.kms.AwsDataKeySource;
import dev.sallyport.service.kms.AwsKeyMaker;
import dev.sallyport.service.kms.KmsClients;
import dev.sallyport.service.kms.KmsConfig;
import dev.sallyport.service.kms.KmsGauge;
import dev.sallyport.vault.keyring.KeyringConfig;
import dev.sallyport.vault.keyring.VaultKeys;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.jboss.logging.Logger;
import software.amazon.awssdk.services.kms.KmsClient;

/// Makes the parts that know no container.
class Wiring {
    private static final Logger LOG = Logger.getLogger(Wiring.class);

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    PostQuantum postQuantum(KeyringConfig config) {
        var chosen = config.backend().map(PostQuantum::pinned).orElseGet(PostQuantum::unmeasured);
        LOG.infof("crypto.backend %s", chosen.report());
        return chosen;
    }

    @Produces
    @Singleton
    VaultKeys vaultKeys(KeyringConfig config, PostQuantum postQuantum) {
        return VaultKeys.read(config.file(), postQuantum);
    }

    @Produces
    @Singleton
    KmsClient kmsClient(KmsConfig config) {
        return KmsClients.of(config);
    }

    void closeKms(@Disposes KmsClient kms) {
        kms.close();
    }

    @Produces
    @Singleton
    KmsGauge kmsGauge(Clock clock) {
        return new KmsGauge(clock);
    }

    @Produces
    @Singleton
    AwsKeyMaker keyMaker(KmsClient kms) {
        return new AwsKeyMaker(kms);
    }

    /// The vault's only way to data keys is to have them made; it holds no way to open one.
    @Produces
    @Singleton
    Sealer sealer(VaultKeys keys, KmsClient kms) {
        return new Sealer(keys.sealer(), new AwsDataKeySource(kms));
    }

    @Produces
    @Singleton
    CallerGate callerGate(ApiKeyDirectory keys, TokenDirectory tokens, RateConfig rates, Clock clock) {
        return new CallerGate(keys, tokens, new RateLimits(rates), clock);
    }

    @Produces
    @Singleton
    RemoteAddress remoteAddress(ForwardedConfig config) {
        return RemoteAddress.of(config);
    }

    @Produces
    @Singleton
    TargetAddressPolicy addresses(TargetConfig config) {
        return TargetAddressPolicy.of(config);
    }
}
