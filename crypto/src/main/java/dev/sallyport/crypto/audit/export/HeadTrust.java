package dev.sallyport.crypto.audit.export;

import dev.sallyport.crypto.audit.export.Finding.Kind;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.keys.Delegation;
import dev.sallyport.crypto.keys.InvalidDelegationException;
import dev.sallyport.crypto.keys.TrustedSigner;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.VerificationKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which keys may sign heads: those that the pinned root key delegated. An export may only offer keys. */
public final class HeadTrust {
    private final PostQuantum postQuantum;
    private final VerificationKey root;
    private final Map<SigningKeyId, TrustedSigner> trusted = new HashMap<>();
    private final Map<SigningKeyId, VerificationKey> witnesses = new HashMap<>();

    /** {@code root} is pinned by the client; it never comes from an export. */
    public HeadTrust(PostQuantum postQuantum, VerificationKey root) {
        this.postQuantum = postQuantum;
        this.root = root;
    }

    /** A witness whose cosignatures are to be checked. */
    public HeadTrust witness(VerificationKey key) {
        witnesses.put(key.id(), key);
        return this;
    }

    void offer(Delegation delegation, List<Finding> findings) {
        try {
            trusted.put(delegation.keyId(), delegation.trust(postQuantum, root));
        } catch (InvalidDelegationException e) {
            findings.add(new Finding(Kind.BAD_SIGNATURE, -1, "a key is not delegated by the pinned root key"));
        }
    }

    /** The keys that were offered and that the root key delegated. */
    public List<TrustedSigner> signers() {
        return List.copyOf(trusted.values());
    }

    Map<SigningKeyId, TrustedSigner> trusted() {
        return trusted;
    }

    Map<SigningKeyId, VerificationKey> witnesses() {
        return witnesses;
    }
}
