package dev.sallyport.vault.proxylink;

import dev.sallyport.crypto.id.KemKeyId;

/// A tenant's public unsealing key with the signature of the proxy's identity key, which has been checked.
///
/// @param publicKey 1184 bytes; not copied
/// @param signature 3309 bytes; not copied
@SuppressWarnings("ArrayRecordComponent")
public record SignedUnsealingKey(KemKeyId kemKeyId, byte[] publicKey, byte[] signature, String identityKeyId) {}
