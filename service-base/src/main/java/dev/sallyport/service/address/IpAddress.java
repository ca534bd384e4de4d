package dev.sallyport.service.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/// An IPv4 or IPv6 address: 4 or 16 bytes. An IPv4 address in its IPv6-mapped form is the IPv4 address, so that two
/// spellings of one address are equal. Immutable; arrays are copied.
public final class IpAddress {
    private static final int MAPPED_PREFIX_BYTES = 12;

    private final byte[] bytes;

    private IpAddress(byte[] bytes) {
        this.bytes = bytes;
    }

    /// From 4 or 16 bytes in network order.
    public static IpAddress of(byte[] bytes) {
        if (bytes.length != 4 && bytes.length != 16) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes");
        }
        return new IpAddress(isMapped(bytes) ? Arrays.copyOfRange(bytes, MAPPED_PREFIX_BYTES, 16) : bytes.clone());
    }

    /// From what a resolver or a socket gave.
    public static IpAddress of(InetAddress address) {
        return of(address.getAddress());
    }

    /// Reads a literal: dotted quad with four decimal parts without leading zeros, or IPv6 of RFC 4291 without zone.
    /// Every other spelling (decimal, octal, hexadecimal, short forms) gives nothing.
    public static Optional<IpAddress> parse(String text) {
        return text.indexOf(':') >= 0
                ? Ipv6Text.parse(text)
                : Ipv4Text.parse(text).map(IpAddress::new);
    }

    /// 4 or 16 bytes.
    public byte[] bytes() {
        return bytes.clone();
    }

    public boolean isIpv4() {
        return bytes.length == 4;
    }

    /// What counts as one place where callers are counted: the address, or of an IPv6 address its /64, since that is
    /// one customer's. Not for people to read.
    public String network() {
        var text = new StringBuilder(16);
        int length = isIpv4() ? 4 : 8;
        for (int i = 0; i < length; i++) {
            text.append((char) (bytes[i] & 0xff));
        }
        return text.toString();
    }

    public InetAddress toInetAddress() {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are always an address", e);
        }
    }

    private static boolean isMapped(byte[] bytes) {
        if (bytes.length != 16 || bytes[10] != (byte) 0xff || bytes[11] != (byte) 0xff) {
            return false;
        }
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IpAddress that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return toInetAddress().getHostAddress();
    }
}
