package dev.sallyport.service.address;

import java.util.Optional;

/// A network: an address and the number of its leading bits that count. Bits behind them must be zero, so that one
/// network has one spelling. A network of mapped IPv4 addresses is the IPv4 network.
///
/// @param prefixBits 0 to 32, or 0 to 128
public record Cidr(IpAddress network, int prefixBits) {
    private static final int MAPPED_BITS = 96;

    /// Checks the size and that no bit behind the prefix is set.
    public Cidr {
        int width = network.isIpv4() ? 32 : 128;
        if (prefixBits < 0 || prefixBits > width) {
            throw new IllegalArgumentException("a prefix of " + prefixBits + " bits");
        }
        var bytes = network.bytes();
        for (int bit = prefixBits; bit < width; bit++) {
            if ((bytes[bit / 8] & (0x80 >>> (bit % 8))) != 0) {
                throw new IllegalArgumentException("bits behind the prefix are set");
            }
        }
    }

    /// Reads `address/bits` or a single address; throws [IllegalArgumentException].
    public static Cidr of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("not a network in CIDR form"));
    }

    /// Reads `address/bits` or a single address.
    public static Optional<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        var literal = slash < 0 ? text : text.substring(0, slash);
        var address = IpAddress.parse(literal);
        if (address.isEmpty()) {
            return Optional.empty();
        }
        int width = address.get().isIpv4() ? 32 : 128;
        int bits = slash < 0 ? width : bits(text.substring(slash + 1));
        boolean mapped = slash >= 0 && address.get().isIpv4() && literal.indexOf(':') >= 0;
        if (mapped) {
            bits -= MAPPED_BITS;
        }
        try {
            return Optional.of(new Cidr(address.get(), bits));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Whether `address` lies in the network.
    public boolean contains(IpAddress address) {
        if (address.isIpv4() != network.isIpv4()) {
            return false;
        }
        var own = network.bytes();
        var other = address.bytes();
        int whole = prefixBits / 8;
        for (int i = 0; i < whole; i++) {
            if (own[i] != other[i]) {
                return false;
            }
        }
        int rest = prefixBits % 8;
        return rest == 0 || ((own[whole] ^ other[whole]) & (0xff00 >>> rest) & 0xff) == 0;
    }

    /// Whether every address of `other` lies in this network.
    public boolean contains(Cidr other) {
        return other.prefixBits >= prefixBits && contains(other.network);
    }

    private static int bits(String text) {
        if (text.isEmpty() || text.length() > 3 || (text.length() > 1 && text.charAt(0) == '0')) {
            return -1;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return -1;
            }
        }
        return Integer.parseInt(text);
    }

    @Override
    public String toString() {
        return network + "/" + prefixBits;
    }
}
