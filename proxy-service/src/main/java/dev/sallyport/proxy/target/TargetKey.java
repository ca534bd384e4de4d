package dev.sallyport.proxy.target;

import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.id.TenantId;

/// What a pool belongs to; two different keys never share a connection.
public record TargetKey(TenantId tenant, CredentialId credential, long version) {}
