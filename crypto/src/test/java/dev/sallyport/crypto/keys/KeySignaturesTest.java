package dev.sallyport.crypto.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.fixture.Bits;
import dev.sallyport.crypto.fixture.Seeds;
import dev.sallyport.crypto.id.CertificateAuthorityId;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.SigningKey;
import dev.sallyport.crypto.pq.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeySignaturesTest {
    private static final TenantId TENANT = TenantId.of("ten_A");
    private static final KemKeyId KEM = KemKeyId.of("kk_A");
    private static final SigningKeyId SIGNER = SigningKeyId.of("sk_A");

    private final PostQuantum postQuantum = PostQuantum.pinned("bc");
    private final SigningKey key = postQuantum.signingKey(SigningKeyId.of("sk_root"), Seeds.signing(1));
    private final VerificationKey publicKey = postQuantum.verificationKey(key.id(), key.publicKeyBytes());
    private final byte[] delegated =
            postQuantum.signingKey(SIGNER, Seeds.signing(2)).publicKeyBytes();
    private final byte[] grant = "{\"kind\":\"tenant\"}".getBytes(StandardCharsets.UTF_8);

    @Test
    void a_delegation_gives_a_signer_for_its_time() {
        TrustedSigner signer =
                Delegation.sign(key, SIGNER, delegated, 1000, 2000).trust(postQuantum, publicKey);
        assertThat(signer.id()).isEqualTo(SIGNER);
        assertThat(signer.key().toBytes()).isEqualTo(delegated);
        assertThat(List.of(999L, 1000L, 2000L, 2001L).stream().map(signer::isValidAt))
                .containsExactly(false, true, true, false);
    }

    @Test
    void a_delegation_with_any_part_changed_is_refused() {
        byte[] signature = Delegation.sign(key, SIGNER, delegated, 1000, 2000).signature();
        for (Delegation changed : List.of(
                new Delegation(SigningKeyId.of("sk_B"), delegated, 1000, 2000, signature),
                new Delegation(SIGNER, Bits.flip(delegated, 77), 1000, 2000, signature),
                new Delegation(SIGNER, delegated, 999, 2000, signature),
                new Delegation(SIGNER, delegated, 1000, 2001, signature),
                new Delegation(SIGNER, delegated, 1000, 2000, Bits.flip(signature, 5)))) {
            assertThatThrownBy(() -> changed.trust(postQuantum, publicKey))
                    .isInstanceOf(InvalidDelegationException.class);
        }
    }

    @Test
    void a_logs_key_signs_that_logs_heads_and_never_answers() {
        Delegation word = Delegation.signForLog(key, "vault", SIGNER, delegated, 1000, 2000);
        TrustedSigner signer = word.trust(postQuantum, publicKey);
        assertThat(signer.signsAnswers()).isFalse();
        assertThat(signer.signsHeadsOf("vault")).isTrue();
        assertThat(signer.signsHeadsOf("proxy")).isFalse();
        for (Delegation passedOff : List.of(
                new Delegation(SIGNER, delegated, 1000, 2000, word.signature()),
                new Delegation(SIGNER, delegated, 1000, 2000, word.signature(), "proxy"))) {
            assertThatThrownBy(() -> passedOff.trust(postQuantum, publicKey))
                    .isInstanceOf(InvalidDelegationException.class);
        }
    }

    @Test
    void a_response_key_does_not_sign_the_vaults_heads() {
        Delegation word = Delegation.sign(key, SIGNER, delegated, 1000, 2000);
        assertThat(word.trust(postQuantum, publicKey).signsHeadsOf("vault")).isFalse();
        assertThatThrownBy(() -> new Delegation(SIGNER, delegated, 1000, 2000, word.signature(), "vault")
                        .trust(postQuantum, publicKey))
                .isInstanceOf(InvalidDelegationException.class);
    }

    @Test
    void an_unsealing_key_belongs_to_one_tenant() {
        byte[] ek = postQuantum.kemPrivateKey(Seeds.kem(1)).publicKey().toBytes();
        byte[] signature = IdentitySignature.sign(key, TENANT, KEM, ek);
        assertThat(IdentitySignature.verify(publicKey, TENANT, KEM, ek, signature))
                .isTrue();
        assertThat(IdentitySignature.verify(publicKey, TenantId.of("ten_B"), KEM, ek, signature))
                .isFalse();
        assertThat(IdentitySignature.verify(publicKey, TENANT, KemKeyId.of("kk_B"), ek, signature))
                .isFalse();
        assertThat(IdentitySignature.verify(publicKey, TENANT, KEM, Bits.flip(ek, 3), signature))
                .isFalse();
        assertThat(IdentitySignature.verify(publicKey, TENANT, KEM, ek, Bits.flip(signature, 3)))
                .isFalse();
    }

    @Test
    void a_grant_is_signed_with_its_kind() {
        byte[] signature = GrantSignature.sign(key, "tenant", grant);
        assertThat(GrantSignature.verify(publicKey, "tenant", grant, signature)).isTrue();
        assertThat(GrantSignature.verify(publicKey, "api_key", grant, signature))
                .isFalse();
        assertThat(GrantSignature.verify(publicKey, "tenant", Bits.flip(grant, 1), signature))
                .isFalse();
        assertThat(GrantSignature.verify(publicKey, "tenant", grant, new byte[0]))
                .isFalse();
    }

    @Test
    void an_uploaded_authority_belongs_to_one_tenant_and_one_id() {
        CertificateAuthorityId id = CertificateAuthorityId.of("ca_A");
        byte[] signature = AuthoritySignature.sign(key, TENANT, id, grant);
        assertThat(AuthoritySignature.verify(publicKey, TENANT, id, grant, signature))
                .isTrue();
        assertThat(AuthoritySignature.verify(publicKey, TenantId.of("ten_B"), id, grant, signature))
                .isFalse();
        assertThat(AuthoritySignature.verify(publicKey, TENANT, CertificateAuthorityId.of("ca_B"), grant, signature))
                .isFalse();
        assertThat(AuthoritySignature.verify(publicKey, TENANT, id, Bits.flip(grant, 2), signature))
                .isFalse();
        assertThat(AuthoritySignature.verify(publicKey, TENANT, id, grant, Bits.flip(signature, 3)))
                .isFalse();
    }

    @Test
    void no_kind_of_signature_passes_for_another() {
        byte[] unsealing = IdentitySignature.sign(key, TENANT, KEM, grant);
        byte[] granted = GrantSignature.sign(key, "tenant", grant);
        assertThat(GrantSignature.verify(publicKey, TENANT.value(), grant, unsealing))
                .isFalse();
        assertThat(IdentitySignature.verify(publicKey, TENANT, KEM, grant, granted))
                .isFalse();
        assertThat(AuthoritySignature.verify(publicKey, TENANT, CertificateAuthorityId.of("ca_A"), grant, granted))
                .isFalse();
    }
}
