package dev.sallyport.service.dsn;

import dev.sallyport.service.address.Cidr;
import dev.sallyport.service.address.IpAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Networks that are not the public Internet.
///
/// Source: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and successors), and the metadata addresses
/// that the large clouds document.
final class SpecialNetworks {
    static final String METADATA = "metadata service";

    private record Special(Cidr network, String kind) {}

    private static final List<Special> SPECIAL = List.of(
            special("169.254.169.254", METADATA),
            special("169.254.170.2", METADATA),
            special("169.254.169.253", METADATA),
            special("168.63.129.16", METADATA),
            special("100.100.100.200", METADATA),
            special("192.0.0.192", METADATA),
            special("fd00:ec2::254", METADATA),
            special("0.0.0.0/8", "this network"),
            special("10.0.0.0/8", "private network"),
            special("100.64.0.0/10", "shared address space"),
            special("127.0.0.0/8", "loopback"),
            special("169.254.0.0/16", "link-local"),
            special("172.16.0.0/12", "private network"),
            special("192.0.0.0/24", "reserved"),
            special("192.0.2.0/24", "documentation"),
            special("192.88.99.0/24", "reserved"),
            special("192.168.0.0/16", "private network"),
            special("198.18.0.0/15", "benchmarking"),
            special("198.51.100.0/24", "documentation"),
            special("203.0.113.0/24", "documentation"),
            special("224.0.0.0/4", "multicast"),
            special("240.0.0.0/4", "reserved"),
            special("::/128", "unspecified"),
            special("::1/128", "loopback"),
            special("64:ff9b:1::/48", "private network"),
            special("100::/64", "discard"),
            special("2001::/23", "reserved"),
            special("2001:db8::/32", "documentation"),
            special("3fff::/20", "documentation"),
            special("5f00::/16", "reserved"),
            special("fc00::/7", "private network"),
            special("fe80::/10", "link-local"),
            special("fec0::/10", "private network"),
            special("ff00::/8", "multicast"));

    private static final Cidr NAT64 = Cidr.of("64:ff9b::/96");
    private static final Cidr SIX_TO_FOUR = Cidr.of("2002::/16");
    private static final Cidr COMPATIBLE = Cidr.of("::/96");

    /// The unspecified address and loopback, which embed nothing.
    private static final Cidr LOCAL = Cidr.of("::/127");

    private SpecialNetworks() {}

    static Optional<String> kindOf(IpAddress address) {
        return SPECIAL.stream()
                .filter(special -> special.network().contains(address))
                .map(Special::kind)
                .findFirst();
    }

    /// The IPv4 address that a translator or a tunnel would make of this IPv6 address.
    static Optional<IpAddress> embeddedIpv4(IpAddress address) {
        if (LOCAL.contains(address)) {
            return Optional.empty();
        }
        if (NAT64.contains(address) || COMPATIBLE.contains(address)) {
            return Optional.of(IpAddress.of(Arrays.copyOfRange(address.bytes(), 12, 16)));
        }
        return SIX_TO_FOUR.contains(address)
                ? Optional.of(IpAddress.of(Arrays.copyOfRange(address.bytes(), 2, 6)))
                : Optional.empty();
    }

    private static Special special(String network, String kind) {
        return new Special(Cidr.of(network), kind);
    }
}
