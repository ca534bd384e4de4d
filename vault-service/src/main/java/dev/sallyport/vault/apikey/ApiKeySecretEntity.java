package dev.sallyport.vault.apikey;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The hash of one secret of an API key. Its id is that hash in hexadecimal, since no two secrets are equal.
@Entity
@Table(name = "api_key_secret")
@SuppressWarnings("NullAway.Init")
class ApiKeySecretEntity {
    @Id
    @Column(name = "secret_id")
    String secretId;

    @Column(name = "key_id")
    String keyId;

    @Column(name = "secret_sha256")
    byte[] secretSha256;

    @Column(name = "not_after")
    @Nullable
    Instant notAfter;

    @Column(name = "created_at")
    Instant createdAt;
}
