package dev.sallyport.crypto.sealed;

import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.pq.KemPublicKey;

/** A tenant's public unsealing key, whose identity signature the vault has checked. */
public record UnsealingKey(KemKeyId kemKeyId, KemPublicKey publicKey) {}
