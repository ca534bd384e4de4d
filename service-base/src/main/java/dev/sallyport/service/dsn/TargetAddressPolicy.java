package dev.sallyport.service.dsn;

import dev.sallyport.service.address.Cidr;
import dev.sallyport.service.address.CidrList;
import dev.sallyport.service.address.IpAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Says which addresses a tenant's DSN may lead to. Public unicast addresses are permitted; everything that is
/// special is denied unless the operator lists its network. Addresses that carry an IPv4 address (mapped, NAT64,
/// 6to4, compatible) are judged by both. Immutable; thread safe.
public final class TargetAddressPolicy {
    private final CidrList allowed;
    private final CidrList plaintext;

    public TargetAddressPolicy(CidrList allowed, CidrList plaintext) {
        this.allowed = allowed;
        this.plaintext = plaintext;
    }

    /// From the configuration; a network that cannot be read stops the service.
    public static TargetAddressPolicy of(TargetConfig config) {
        return new TargetAddressPolicy(
                CidrList.of(config.allowed().orElse(List.of())),
                CidrList.of(config.plaintext().orElse(List.of())));
    }

    /// Whether a DSN may ask for plaintext at all.
    public PlaintextRule plaintextRule() {
        return plaintext.isEmpty() ? PlaintextRule.NEVER : PlaintextRule.WHERE_THE_OPERATOR_LISTS;
    }

    /// Refuses an address that may not be dialled with this protection. Throws [DsnRefused].
    public void require(IpAddress address, Tls tls) {
        judge(address).ifPresent(kind -> {
            throw new DsnRefused("dsn_address_refused", "The database's address is not permitted: " + kind + ".");
        });
        if (tls == Tls.PLAINTEXT && !plaintext.contains(address)) {
            throw new DsnRefused("dsn_tls_refused", "sslmode must be verify-full.");
        }
    }

    /// Refuses what can be refused without asking a resolver: a literal address, and names that always mean this
    /// machine or a metadata service. Throws [DsnRefused].
    public void requireBeforeResolving(DsnParts parts) {
        switch (parts.host()) {
            case DsnHost.Literal literal -> require(literal.address(), parts.tls());
            case DsnHost.Name name -> requireName(name.text());
        }
    }

    /// What is special about `address` so that it is denied; empty where it may be dialled.
    public Optional<String> judge(IpAddress address) {
        var kind = SpecialNetworks.kindOf(address);
        if (kind.isPresent() && !isListed(address, kind.get())) {
            return kind;
        }
        return SpecialNetworks.embeddedIpv4(address).flatMap(this::judge);
    }

    private boolean isListed(IpAddress address, String kind) {
        return kind.equals(SpecialNetworks.METADATA)
                ? allowed.networks().stream().anyMatch(network -> isExactly(network, address))
                : allowed.contains(address);
    }

    private static boolean isExactly(Cidr network, IpAddress address) {
        return network.prefixBits() == 8 * address.bytes().length
                && Arrays.equals(network.network().bytes(), address.bytes());
    }

    private void requireName(String name) {
        boolean local = name.equals("localhost") || name.endsWith(".localhost");
        boolean loopbackListed = judge(IpAddress.of(new byte[] {127, 0, 0, 1})).isEmpty();
        if (local && !loopbackListed) {
            throw new DsnRefused("dsn_address_refused", "The database's address is not permitted: loopback.");
        }
        if (name.equals("metadata.google.internal") || name.equals("instance-data.ec2.internal")) {
            throw new DsnRefused(
                    "dsn_address_refused",
                    "The database's address is not permitted: " + SpecialNetworks.METADATA + ".");
        }
    }
}
