package dev.sallyport.vault.authority;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sallyport.crypto.keys.AuthoritySignature;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.VerificationKey;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.keyring.VaultKeys;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/// Puts the vault's signature on rows of authorities, and gives certificates out of those alone that bear it.
@ApplicationScoped
class SignedAuthorities {
    private final VaultKeys keys;
    private final VerificationKey sealer;

    SignedAuthorities(VaultKeys keys, PostQuantum postQuantum) {
        this.keys = keys;
        this.sealer =
                postQuantum.verificationKey(keys.sealer().id(), keys.sealer().publicKeyBytes());
    }

    void sign(AuthorityEntity row, byte[] pem) {
        row.sealerKeyId = keys.sealer().id().value();
        row.signature = AuthoritySignature.sign(keys.sealer(), row.tenantId(), row.id(), pem);
    }

    /// The certificates as they were uploaded. Refuses a row that was edited, is signed by a key of before, or of which
    /// a certificate has ended since.
    String usablePem(AuthorityEntity row, Instant now) {
        var pem = row.pem;
        var signature = row.signature;
        if (pem == null || signature == null || !isSigned(row, pem, signature)) {
            throw notUsable("The uploaded CA is not signed by the vault's present key.", "signature");
        }
        try {
            return CaBundle.read(pem, now).pem();
        } catch (ProblemException e) {
            throw notUsable("A certificate of the uploaded CA has expired since.", "expired");
        }
    }

    private boolean isSigned(AuthorityEntity row, String pem, byte[] signature) {
        return row.sealerKeyId.equals(keys.sealer().id().value())
                && AuthoritySignature.verify(sealer, row.tenantId(), row.id(), pem.getBytes(US_ASCII), signature);
    }

    private static ProblemException notUsable(String detail, String why) {
        return new ProblemException(
                        ProblemCode.CERTIFICATE_AUTHORITY_NOT_USABLE, detail, "authority not usable: " + why)
                .with("reason", why);
    }
}
