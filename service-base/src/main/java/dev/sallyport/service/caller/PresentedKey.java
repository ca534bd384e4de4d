package dev.sallyport.service.caller;

import dev.sallyport.crypto.id.ApiKeyId;

/// An API key as a caller sent it, its secret already hashed.
///
/// @param secretSha256 32 bytes; not copied, treated as immutable
@SuppressWarnings("ArrayRecordComponent")
public record PresentedKey(ApiKeyId keyId, boolean live, byte[] secretSha256) {}
