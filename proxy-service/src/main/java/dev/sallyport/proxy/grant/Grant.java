package dev.sallyport.proxy.grant;

import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.id.ApiKeyId;
import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.id.HmacKeyId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// A verified statement of the vault. Times in Unix milliseconds.
public sealed interface Grant {

    TenantId tenant();

    long issuedSeq();

    /// Who an API key is and what it may be used for.
    ///
    /// @param hashes SHA-256 of the secrets that are valid now
    /// @param integrations absent: all of the tenant
    /// @param operations absent: all that the integration allows
    /// @param allowedIps absent: every address
    /// @param parts what the recipient of its answers is made of; the HMAC secret in it is trusted only under
    ///     `hmacRecordSha512`
    record ApiKey(
            long issuedSeq,
            TenantId tenant,
            ApiKeyId id,
            List<SecretHash> hashes,
            Set<String> scopes,
            Optional<Set<IntegrationId>> integrations,
            Optional<Set<String>> operations,
            Optional<List<String>> allowedIps,
            OptionalLong expiresAt,
            KemKeyId kemKeyId,
            HmacKeyId hmacKeyId,
            byte[] hmacRecordSha512,
            RecipientParts parts)
            implements Grant {

        /// One of the key's secrets; two are live while it is rotated.
        public record SecretHash(byte[] sha256, OptionalLong notAfter) {}
    }

    /// What may be done through an integration and with which credential.
    ///
    /// @param allowedOperations empty: nothing
    /// @param sqlTextOptIn whether texts of statements may be kept, sealed
    /// @param record the sealed credential, trusted only under `recordSha512`
    record Integration(
            long issuedSeq,
            TenantId tenant,
            IntegrationId id,
            String systemType,
            Set<String> allowedOperations,
            CredentialId credential,
            int credentialVersion,
            String credentialType,
            byte[] recordSha512,
            OptionalLong credentialExpiresAt,
            Limits limits,
            Optional<JsonObject> policy,
            long policyVersion,
            Optional<JsonObject> tokenization,
            boolean sqlTextOptIn,
            byte[] record)
            implements Grant {

        /// What the integration says about the size of an answer and the time of a call.
        public record Limits(OptionalLong maxRows, OptionalLong maxBytes, OptionalLong statementTimeoutMs) {}
    }

    /// A tenant's keys.
    record Tenant(long issuedSeq, TenantId tenant, String kmsKeyRef, List<KemKey> kemKeys) implements Grant {

        public record KemKey(KemKeyId id, String state) {}
    }
}
