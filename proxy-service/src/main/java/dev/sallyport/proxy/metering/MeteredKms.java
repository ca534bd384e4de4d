package dev.sallyport.proxy.metering;

import dev.sallyport.crypto.kms.DataKeyOpener;
import dev.sallyport.crypto.kms.EncryptionContext;
import dev.sallyport.crypto.kms.KeyWrapper;
import dev.sallyport.crypto.kms.KmsKeyRef;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.service.kms.KmsGauge;
import java.util.concurrent.atomic.LongAdder;

/// Counts the calls of the KMS and remembers whether it answers. Blocking; thread safe.
public final class MeteredKms implements DataKeyOpener, KeyWrapper {

    private final DataKeyOpener opener;
    private final KeyWrapper wrapper;
    private final KmsGauge gauge;
    private final LongAdder calls = new LongAdder();

    public MeteredKms(DataKeyOpener opener, KeyWrapper wrapper, KmsGauge gauge) {
        this.opener = opener;
        this.wrapper = wrapper;
        this.gauge = gauge;
    }

    @Override
    public Secret open(KmsKeyRef key, byte[] wrapped, EncryptionContext context) {
        calls.increment();
        return gauge.watch(() -> opener.open(key, wrapped, context));
    }

    @Override
    public byte[] wrap(KmsKeyRef key, Secret secret, EncryptionContext context) {
        calls.increment();
        return gauge.watch(() -> wrapper.wrap(key, secret, context));
    }

    public long calls() {
        return calls.sum();
    }

    public boolean isAnswering() {
        return gauge.downSince().isEmpty();
    }
}
