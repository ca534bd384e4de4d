package dev.sallyport.service.dsn;

import dev.sallyport.service.address.IpAddress;

/// Where a DSN leads to.
public sealed interface DsnHost {
    /// As it is checked against the server's certificate.
    String text();

    /// A DNS name in lower case, without a trailing dot, at most 253 characters, not spelled like an address.
    record Name(String text) implements DsnHost {}

    /// An address in its usual spelling.
    record Literal(IpAddress address) implements DsnHost {
        @Override
        public String text() {
            return address.toString();
        }
    }
}
