package dev.sallyport.vault.apikey;

import dev.sallyport.crypto.id.ApiKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.service.address.CidrList;
import dev.sallyport.service.caller.Scope;
import dev.sallyport.vault.json.Json;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An API key's row. Lists are JSON texts.
@Entity
@Table(name = "api_key")
@SuppressWarnings("NullAway.Init")
public class ApiKeyEntity {
    static final String ACTIVE = "active";
    static final String REVOKED = "revoked";
    static final String DELETED = "deleted";

    @Id
    @Column(name = "key_id")
    String keyId;

    @Column(name = "tenant_id")
    String tenantId;

    String name;
    boolean live;
    String state;
    String scopes;

    @Nullable
    String integrations;

    @Nullable
    String operations;

    @Column(name = "allowed_ips")
    @Nullable
    String allowedIps;

    @Column(name = "expires_at")
    @Nullable
    Instant expiresAt;

    @Column(name = "kem_key_id")
    String kemKeyId;

    @Column(name = "kem_public_key")
    byte[] kemPublicKey;

    @Column(name = "hmac_key_id")
    String hmacKeyId;

    @Column(name = "hmac_record")
    byte @Nullable [] hmacRecord;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "created_by")
    String createdBy;

    @Column(name = "rotated_at")
    @Nullable
    Instant rotatedAt;

    ApiKeyId id() {
        return ApiKeyId.of(keyId);
    }

    TenantId tenantId() {
        return TenantId.of(tenantId);
    }

    /// Refuses a key with more addresses, or a longer life, than this one has.
    void requireHolds(ApiKeyEntity other) {
        if (expiresAt != null && (other.expiresAt == null || other.expiresAt.isAfter(expiresAt))) {
            throw ApiKeyRequest.beyond("expires_at");
        }
        var own = Json.readTexts(allowedIps).map(CidrList::of);
        var wanted = Json.readTexts(other.allowedIps).map(CidrList::of);
        if (own.isPresent() && wanted.filter(own.get()::contains).isEmpty()) {
            throw ApiKeyRequest.beyond("allowed_ips");
        }
    }

    /// The scopes that the key has.
    Set<Scope> scopeSet() {
        return Json.readTexts(scopes).orElse(List.of()).stream()
                .flatMap(text -> Scope.find(text).stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}
