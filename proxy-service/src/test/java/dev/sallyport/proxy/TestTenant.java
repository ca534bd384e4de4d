package dev.sallyport.proxy;

import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.envelope.HmacKey;
import dev.sallyport.crypto.id.ApiKeyId;
import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.id.HmacKeyId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.SealedId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.kms.KmsKeyRef;
import dev.sallyport.crypto.pq.KemPrivateKey;
import dev.sallyport.crypto.sealed.CredentialHeader;
import dev.sallyport.crypto.sealed.SealedCredential;
import dev.sallyport.crypto.sealed.Sealer;
import dev.sallyport.crypto.sealed.UnsealingKey;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.service.caller.ApiKeyText;
import dev.sallyport.service.kms.AwsDataKeySource;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.kms.KmsClient;

/// A tenant as the vault would make it: sealing with the vault's own KMS principal, grants in the vault.
record TestTenant(Installation installation, TenantId id, String kmsKey, KemKeyId kemKeyId, byte[] kemPublicKey) {

    private static final SecureRandom RANDOM = new SecureRandom();

    /// Seals as the vault does.
    SealedCredential seal(SealedId credential, int version, String type, byte[] plaintext) {
        try (KmsClient client = installation.kms.client(installation.kms.vault());
                Secret secret = Secret.copyOf(plaintext)) {
            Sealer sealer = new Sealer(installation.keys.sealer(), new AwsDataKeySource(client));
            return sealer.seal(
                    new CredentialHeader(id, credential, version, type, System.currentTimeMillis()),
                    secret,
                    List.of(new UnsealingKey(
                            kemKeyId, installation.keys.postQuantum().kemPublicKey(kemPublicKey))),
                    KmsKeyRef.of(kmsKey));
        }
    }

    /// An API key with the scope `proxy:outbound` and all integrations.
    TestKey newKey() {
        return newKey(UnaryOperator.identity());
    }

    /// An API key whose grant a test changes before the vault signs it.
    TestKey newKey(UnaryOperator<JsonObject> change) {
        ApiKeyId keyId = ApiKeyText.newId(RANDOM);
        Secret text = ApiKeyText.issue(keyId, true, RANDOM);
        Secret hmac = HmacKey.newSecret(RANDOM);
        HmacKeyId hmacId = HmacKeyId.next();
        KemPrivateKey kem = installation
                .keys
                .postQuantum()
                .kemPrivateKey(installation.keys.postQuantum().newKemSeed());
        KemKeyId clientKem = KemKeyId.next();
        byte[] record = seal(hmacId, 1, "hmac_key", hmac.reveal(byte[]::clone)).toBytes();
        JsonObject grant = new JsonObject()
                .put("tenant_id", id.value())
                .put("key_id", keyId.value())
                .put(
                        "secret_sha256",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("hash", KeyCeremony.base64(ApiKeyText.secretHash(text)))
                                        .putNull("not_after")))
                .put("scopes", new JsonArray().add("proxy:outbound"))
                .putNull("integrations")
                .putNull("operations")
                .putNull("allowed_ips")
                .putNull("expires_at")
                .put("kem_key_id", clientKem.value())
                .put("kem_public_key", KeyCeremony.base64(kem.publicKey().toBytes()))
                .put("hmac_key_id", hmacId.value())
                .put("hmac_record_sha512", KeyCeremony.base64(Hashes.sha512(record)));
        installation.vault.put("api_key", keyId.value(), change.apply(grant), record);
        return new TestKey(installation, id, keyId, text, new HmacKey(hmacId, hmac), clientKem, kem);
    }

    /// A change of a grant after which the guard only observes: for tests of what the server side holds by itself.
    static JsonObject observed(JsonObject grant) {
        return grant.put("policy", new JsonObject().put("mode", "observe")).put("policy_version", 1);
    }

    /// An integration over a sealed DSN, with these operations.
    TestIntegration newIntegration(String dsn, String... operations) {
        return newIntegration(dsn, UnaryOperator.identity(), operations);
    }

    TestIntegration newIntegration(String dsn, UnaryOperator<JsonObject> change, String... operations) {
        TestIntegration integration = new TestIntegration(this, IntegrationId.next(), CredentialId.next());
        integration.put(
                1, dsn, grant -> change.apply(grant.put("allowed_operations", new JsonArray(List.of(operations)))));
        return integration;
    }

    /// An integration of a tenant.
    record TestIntegration(TestTenant tenant, IntegrationId id, CredentialId credential) {

        /// Seals a DSN as this version and grants it.
        void put(int version, String dsn, UnaryOperator<JsonObject> change) {
            byte[] record = tenant.seal(credential, version, "database_dsn", dsn.getBytes(StandardCharsets.UTF_8))
                    .toBytes();
            JsonObject grant = new JsonObject()
                    .put("tenant_id", tenant.id().value())
                    .put("integration_id", id.value())
                    .put("system_type", "postgres")
                    .put("credential_id", credential.value())
                    .put("credential_version", version)
                    .put("credential_type", "database_dsn")
                    .put("record_sha512", KeyCeremony.base64(Hashes.sha512(record)))
                    .putNull("credential_expires_at")
                    .put("limits", new JsonObject())
                    .putNull("policy")
                    .put("policy_version", 0)
                    .putNull("tokenization")
                    .put("sql_text_opt_in", false);
            tenant.installation().vault.put("integration", id.value(), change.apply(grant), record);
        }
    }
}
