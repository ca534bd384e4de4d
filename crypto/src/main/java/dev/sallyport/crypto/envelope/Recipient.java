package dev.sallyport.crypto.envelope;

import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.pq.KemPublicKey;

/** Whom an answer is for: the client's public key and the HMAC secret that it shares with the proxy. Keep and reuse it. */
public record Recipient(TenantId tenantId, KemKeyId kemKeyId, KemPublicKey kemPublicKey, HmacKey hmacKey) {}
