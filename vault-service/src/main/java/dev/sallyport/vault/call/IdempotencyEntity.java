package dev.sallyport.vault.call;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/// The answer that a caller was given under one of its keys. `name` is a hash over caller and key.
@Entity
@Table(name = "idempotency")
@SuppressWarnings("NullAway.Init")
class IdempotencyEntity {
    @Id
    String name;

    @Column(name = "request_mac")
    byte[] requestMac;

    int status;

    @Column(name = "sealed_answer")
    byte[] sealedAnswer;

    @Column(name = "created_at")
    Instant createdAt;
}
