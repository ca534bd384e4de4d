package dev.sallyport.service.caller;

import dev.sallyport.crypto.id.ApiKeyId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.service.address.CidrList;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a directory knows of an API key. Build it once per load, not per call.
///
/// @param secrets the hashes that are accepted now or were lately
/// @param scopes what the key may do
/// @param integrations the only integrations that it may use; empty where it may use all of its tenant's
/// @param operations the only operations that it may ask for; empty where the integration alone decides
/// @param allowedAddresses the only networks that it may be used from; empty where any will do
/// @param expiresAt from when on it is refused
/// @param usable false for a key that is revoked or whose tenant is locked or deleted
public record ApiKeyEntry(
        ApiKeyId keyId,
        TenantId tenantId,
        List<AcceptedSecret> secrets,
        Set<Scope> scopes,
        Optional<Set<IntegrationId>> integrations,
        Optional<Set<String>> operations,
        Optional<CidrList> allowedAddresses,
        Optional<Instant> expiresAt,
        boolean usable) {

    /// Keeps unmodifiable collections.
    public ApiKeyEntry {
        secrets = List.copyOf(secrets);
        scopes = Set.copyOf(scopes);
        integrations = integrations.map(Set::copyOf);
        operations = operations.map(Set::copyOf);
    }

    /// The hash of one secret; two live at once while a rotation overlaps.
    ///
    /// @param sha256 32 bytes; not copied, treated as immutable
    /// @param notAfter the end of the overlap; empty for the current secret
    @SuppressWarnings("ArrayRecordComponent")
    public record AcceptedSecret(byte[] sha256, Optional<Instant> notAfter) {}
}
