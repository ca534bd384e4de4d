package dev.sallyport.service.address;

import java.util.List;

/// Networks of which an address must be in one. An empty list contains nothing.
public record CidrList(List<Cidr> networks) {
    /// Keeps an unmodifiable list.
    public CidrList {
        networks = List.copyOf(networks);
    }

    /// Reads every entry; throws [IllegalArgumentException].
    public static CidrList of(List<String> texts) {
        return new CidrList(texts.stream().map(Cidr::of).toList());
    }

    /// A list that contains no address.
    public static CidrList none() {
        return new CidrList(List.of());
    }

    public boolean contains(IpAddress address) {
        for (Cidr network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /// Whether each network of `other` lies in one of these.
    public boolean contains(CidrList other) {
        return other.networks.stream()
                .allMatch(wanted -> networks.stream().anyMatch(network -> network.contains(wanted)));
    }

    public boolean isEmpty() {
        return networks.isEmpty();
    }
}
