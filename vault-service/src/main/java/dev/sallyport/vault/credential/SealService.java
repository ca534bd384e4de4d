package dev.sallyport.vault.credential;

import dev.sallyport.crypto.id.SealedId;
import dev.sallyport.crypto.sealed.CredentialHeader;
import dev.sallyport.crypto.sealed.SealedCredential;
import dev.sallyport.crypto.sealed.Sealer;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.service.kms.KmsGauge;
import dev.sallyport.vault.call.Blocking;
import dev.sallyport.vault.metering.Stage;
import dev.sallyport.vault.metering.Stages;
import dev.sallyport.vault.tenant.SealingTarget;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/// Seals on a worker thread: one KMS call, one encapsulation, one signature.
@ApplicationScoped
public class SealService {
    private final Sealer sealer;
    private final KmsGauge gauge;
    private final Blocking blocking;
    private final Stages stages;

    SealService(Sealer sealer, KmsGauge gauge, Blocking blocking, Stages stages) {
        this.sealer = sealer;
        this.gauge = gauge;
        this.blocking = blocking;
        this.stages = stages;
    }

    /// Seals `secret`, which is closed afterwards in any case.
    public Uni<SealedCredential> seal(
            SealingTarget target, SealedId id, int version, String type, Instant now, Secret secret) {
        var header = new CredentialHeader(target.tenantId(), id, version, type, now.toEpochMilli());
        return stages.timed(
                        Stage.SEAL,
                        () -> blocking.run(() -> gauge.watch(
                                () -> sealer.seal(header, secret, List.of(target.unsealingKey()), target.kmsKey()))))
                .onTermination()
                .invoke(secret::close);
    }
}
