package dev.sallyport.crypto.keys;

import static dev.sallyport.crypto.fixture.VectorFile.object;

import dev.sallyport.crypto.fixture.ReplayRandom;
import dev.sallyport.crypto.fixture.Seeds;
import dev.sallyport.crypto.fixture.VectorFile;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.pq.Encapsulation;
import dev.sallyport.crypto.pq.FixedPostQuantum;
import dev.sallyport.crypto.pq.KemPrivateKey;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.SigningKey;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Makes docs/vectors/keys.json anew. */
class KeyVectorsTest {
    private static final TenantId TENANT = TenantId.of("ten_01VECTOR");

    @Test
    void the_published_file_is_what_the_code_makes() {
        SigningKeyId delegatedId = SigningKeyId.of("sk_01VECTOR");
        KemKeyId kemId = KemKeyId.of("kk_01UNSEAL");
        byte[] delegated = PostQuantum.pinned("bc")
                .signingKey(delegatedId, Seeds.signing(0x12))
                .publicKeyBytes();
        byte[] grant = "{\"kind\":\"tenant\",\"issued_seq\":7}".getBytes(StandardCharsets.UTF_8);
        KemPrivateKey kem =
                FixedPostQuantum.with(new ReplayRandom(Seeds.bytes(32, 0x13))).kemPrivateKey(Seeds.kem(0x26));
        byte[] ek = kem.publicKey().toBytes();
        Encapsulation encapsulation = kem.publicKey().encapsulate();
        new VectorFile("keys.json")
                .publishOrCompare(object(
                        "about",
                        "Primitives and signatures over keys and grants. See docs/formats.md. Bytes are hexadecimal; "
                                + "signatures are deterministic (rnd = 32 zero bytes) and all by 'signer'.",
                        "signer",
                        object("seed", Seeds.bytes(32, 0x11), "public_key", signer().publicKeyBytes()),
                        "ml_kem_768",
                        object(
                                "seed", Seeds.bytes(64, 0x26),
                                "public_key", ek,
                                "encapsulation_randomness", Seeds.bytes(32, 0x13),
                                "ciphertext", encapsulation.ciphertext(),
                                "shared_secret", encapsulation.sharedSecret()),
                        "delegation",
                        object(
                                "key_id",
                                delegatedId.value(),
                                "public_key",
                                delegated,
                                "not_before",
                                1_767_225_600_000L,
                                "not_after",
                                1_798_761_600_000L,
                                "signature",
                                Delegation.sign(
                                                signer(),
                                                delegatedId,
                                                delegated,
                                                1_767_225_600_000L,
                                                1_798_761_600_000L)
                                        .signature()),
                        "unsealing_key",
                        object(
                                "tenant_id", TENANT.value(),
                                "kem_key_id", kemId.value(),
                                "public_key", ek,
                                "signature", IdentitySignature.sign(signer(), TENANT, kemId, ek)),
                        "grant",
                        object(
                                "kind",
                                "tenant",
                                "grant",
                                grant,
                                "signature",
                                GrantSignature.sign(signer(), "tenant", grant))));
    }

    /** One that signs once, deterministically. */
    private static SigningKey signer() {
        return FixedPostQuantum.with(new ReplayRandom(new byte[32]))
                .signingKey(SigningKeyId.of("sk_01SIGNER"), Seeds.signing(0x11));
    }
}
