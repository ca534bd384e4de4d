package dev.sallyport.crypto.audit.head;

import dev.sallyport.crypto.audit.merkle.ConsistencyProof;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.keys.TrustedSigner;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An outsider that remembers the newest head that it saw and cosigns only what continues it, so that a log cannot show
 * two histories to two people. Where it runs it keeps {@link #newest} on its own disk. Not thread safe.
 */
public final class Witness {
    private final Map<SigningKeyId, TrustedSigner> logKeys;
    private final HeadSigner key;
    private @Nullable TreeHead newest;

    /** {@code newest} is what this witness stored last; null for the first head ever. */
    public Witness(Map<SigningKeyId, TrustedSigner> logKeys, HeadSigner key, @Nullable TreeHead newest) {
        this.logKeys = Map.copyOf(logKeys);
        this.key = key;
        this.newest = newest;
    }

    /** Cosigns, or nothing where the signature is wrong or the head does not continue the newest one. */
    public Optional<Cosignature> see(SignedTreeHead signed, ConsistencyProof fromNewest, long nowMillis) {
        if (!signed.isSignedBy(logKeys) || !continues(signed.head(), fromNewest)) {
            return Optional.empty();
        }
        newest = signed.head();
        return Optional.of(Cosignature.sign(signed.head(), nowMillis, key));
    }

    public @Nullable TreeHead newest() {
        return newest;
    }

    private boolean continues(TreeHead head, ConsistencyProof proof) {
        TreeHead before = newest;
        if (before == null) {
            return true;
        }
        return head.logId().equals(before.logId())
                && proof.first() == before.size()
                && proof.second() == head.size()
                && head.atMillis() >= before.atMillis()
                && proof.verify(before.root(), head.root());
    }
}
