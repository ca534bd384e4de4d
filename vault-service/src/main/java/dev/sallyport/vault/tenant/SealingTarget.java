package dev.sallyport.vault.tenant;

import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.kms.KmsKeyRef;
import dev.sallyport.crypto.sealed.UnsealingKey;

/// What a tenant's secrets are sealed to: its unsealing key, checked against the proxy's signature just now, and its
/// KMS key.
public record SealingTarget(TenantId tenantId, UnsealingKey unsealingKey, KmsKeyRef kmsKey) {}
