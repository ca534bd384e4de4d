package dev.sallyport.vault.people;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A refresh token by its hash. All that grew out of one login are a family.
@Entity
@Table(name = "refresh_token")
@SuppressWarnings("NullAway.Init")
class RefreshTokenEntity {
    @Id
    @Column(name = "token_id")
    String tokenId;

    @Column(name = "family_id")
    String familyId;

    @Column(name = "person_id")
    String personId;

    @Column(name = "issued_at")
    Instant issuedAt;

    @Column(name = "expires_at")
    Instant expiresAt;

    @Column(name = "used_at")
    @Nullable
    Instant usedAt;

    @Column(name = "revoked_at")
    @Nullable
    Instant revokedAt;
}
