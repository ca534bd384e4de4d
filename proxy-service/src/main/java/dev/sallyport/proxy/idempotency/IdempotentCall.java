package dev.sallyport.proxy.idempotency;

import dev.sallyport.crypto.id.ApiKeyId;

/// What makes two calls the same one.
///
/// @param key as the caller sent it, 1 to 128 printable ASCII characters
/// @param requestDigest 64 bytes over method, path and body
public record IdempotentCall(ApiKeyId apiKey, String key, byte[] requestDigest) {}
