package dev.sallyport.proxy.wire;

import java.net.InetSocketAddress;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Where to dial: an address that was resolved and checked once, together with the name that the certificate must
/// carry.
///
/// @param address resolved; its host string is the name in the certificate
/// @param tls trusts the pinned CA only; null where the operator permits plaintext to this address
public record Endpoint(InetSocketAddress address, @Nullable SSLContext tls) {
    public Endpoint {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("address is not resolved");
        }
    }

    @Override
    public String toString() {
        return "Endpoint[tls=" + (tls != null) + "]";
    }
}
